"""Counts wrong passwords by address and by name: one password tried at many names, or many at one, means a wait.

Only failures count. All of a dealership has one address behind its router, so a name that has signed in from there
does not wait because of others: for its pair of name and address django-axes has a narrower limit.
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
    """The seconds until this name may try again from this address; 0 is now."""
    if counters.value_of(_pair(request, username)):
        return 0
    address, name = _counters(request, username)
    if counters.value_of(address) < MOST_FROM_AN_ADDRESS and counters.value_of(name) < MOST_AT_A_NAME:
        return 0
    return WINDOW_SECONDS - int(now().timestamp()) % WINDOW_SECONDS


def missed(request, username: str) -> None:
    """Count a wrong password or an unknown name."""
    for counter in _counters(request, username):
        counters.count(counter, WINDOW_SECONDS)


def entered(request, username: str) -> None:
    """Note that this name has signed in from this address."""
    counters.keep(_pair(request, username), KNOWN_SECONDS)


def turned_away(request, seconds: int) -> HttpResponse:
    """The answer 429 with the time of the next try."""
    minutes = -(-seconds // 60)
    if is_api(request):
        detail = _("Too many wrong passwords. Try again in %(minutes)s min.") % {"minutes": minutes}
        answer: HttpResponse = plain(429, detail)
    else:
        answer = render(request, "registration/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _counters(request, username: str) -> tuple[str, str]:
    """The counters of the present window. The window is in the key, so that all counts end at the announced time."""
    window = int(now().timestamp()) // WINDOW_SECONDS
    return f"wrong:{window}:{counters.address_of(request)}", f"wrong:{window}:{_hashed(username)}"


def _pair(request, username: str) -> str:
    return f"entered:{counters.address_of(request)}:{_hashed(username)}"


def _hashed(username: str) -> str:
    return sha256(logins.fold(username).encode()).hexdigest()[:32]
