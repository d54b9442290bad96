"""The manner of every customer page, found or not: kept by no cache, listed nowhere, told to nobody (promise P22)."""

from django.shortcuts import render

from customers.links import MISSES_WINDOW_SECONDS, TooManyGuesses
from customers.models.links import Link

DOORS = tuple(f"/{kind}/" for kind in Link.Kind.values)
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


class CustomerDoor:
    """Puts the headers on everything under /a/, /b/, /o/ and /s/, and answers 429 to whoever keeps guessing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(DOORS):
            for name, value in HEADERS.items():
                response[name] = value
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, TooManyGuesses):
            return None
        response = render(request, "customers/too_many_guesses.html", status=429)
        response["Retry-After"] = str(MISSES_WINDOW_SECONDS)
        return response
