"""The headers of pages behind customer links, also of a 404: no cache, no search engine, no referrer (promise P22)."""

from django.shortcuts import render

from customers.links import MISSES_WINDOW_SECONDS, TooManyGuesses
from customers.models.links import Link

PREFIXES = (*(f"/{kind}/" for kind in Link.Kind.values), "/at/")
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


class CustomerPages:
    """Sets the headers of all under /a/, /b/, /o/, /s/ and /at/; answers 429 to an address that guesses links."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(PREFIXES):
            for name, value in HEADERS.items():
                response[name] = value
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, TooManyGuesses):
            return None
        response = render(request, "customers/too_many_guesses.html", status=429)
        response["Retry-After"] = str(MISSES_WINDOW_SECONDS)
        return response
