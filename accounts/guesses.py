"""Wrong passwords are counted by address and by name: whoever tries one password at many names, or many at one, waits.

Only failures count. A dealership shares one address behind its router, so whoever has entered from there before is not
held up by what others try: for that pair of name and address django-axes has its own, narrower lock.
"""

from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from core import counters, logins
from core.problems import is_api, plain

WINDOW_SECONDS = 300
MOST_FROM_AN_ADDRESS = 30
MOST_AT_A_NAME = 20
KNOWN_SECONDS = 30 * 24 * 3600


def wait(request, username: str) -> int:
    """So many seconds must pass before this name is heard from this address; 0 is now."""
    if counters.kept(_pair(request, username)):
        return 0
    address, name = _counters(request, username)
    if counters.kept(address) < MOST_FROM_AN_ADDRESS and counters.kept(name) < MOST_AT_A_NAME:
        return 0
    return WINDOW_SECONDS - int(now().timestamp()) % WINDOW_SECONDS


def missed(request, username: str) -> None:
    """A wrong password, or a name that nobody has."""
    for counter in _counters(request, username):
        counters.count(counter, WINDOW_SECONDS)


def entered(request, username: str) -> None:
    """The right password: this name is at home at this address."""
    counters.keep(_pair(request, username), KNOWN_SECONDS)


def turned_away(request, seconds: int) -> HttpResponse:
    """429, with when to try again."""
    minutes = -(-seconds // 60)
    if is_api(request):
        detail = _("Too many wrong passwords. Try again in %(minutes)s min.") % {"minutes": minutes}
        answer: HttpResponse = plain(429, detail)
    else:
        answer = render(request, "registration/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _counters(request, username: str) -> tuple[str, str]:
    """The window belongs to the key, so that it ends for everybody at the moment that is told."""
    window = int(now().timestamp()) // WINDOW_SECONDS
    return f"wrong:{window}:{counters.address_of(request)}", f"wrong:{window}:{_hashed(username)}"


def _pair(request, username: str) -> str:
    return f"entered:{counters.address_of(request)}:{_hashed(username)}"


def _hashed(username: str) -> str:
    return sha256(logins.fold(username).encode()).hexdigest()[:32]
