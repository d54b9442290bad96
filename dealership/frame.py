"""The frame of staff pages: top bar and navigation, drawn once for the same facts (docs/decisions/0022).

What each request has of its own, its CSRF token and the address of its page, is not kept: a mark that nobody can know
stands in its place, and the value is put there for each answer.
"""

import secrets
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.ui import kept
from dealership.context import Item, Shell, TopBar

TOKEN, ADDRESS = secrets.token_hex(16), secrets.token_hex(16)
MOST_PEOPLE = 500  # of a process: some 15 kB each
MOST_MENUS = 300


def frame_of(shell: Shell, request: HttpRequest, token: Any) -> SafeString:
    """The ribbon of the demo, the top bar and the navigation of this request."""
    user = shell.access.user_id if shell.access else None
    ribbon = demo_ribbon(shell.username, user, accounts_of(shell)) if shell.demo else ""
    drawn = ribbon + top_bar(shell.top_bar, user) + navigation(shell.items)
    address = conditional_escape(request.get_full_path())
    return mark_safe(drawn.replace(TOKEN, str(token or "")).replace(ADDRESS, address))


def accounts_of(shell: Shell) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(account.items()) for account in shell.demo_accounts)


@kept(MOST_PEOPLE)
def top_bar(bar: TopBar, user: int | None) -> SafeString:
    return _drawn("shell", user, shell=bar)


@kept(MOST_MENUS)
def navigation(items: tuple[Item, ...]) -> SafeString:
    return _drawn("main_nav", None, nav=items)


@kept(MOST_PEOPLE)
def demo_ribbon(username: str, user: int | None, accounts: tuple[tuple[Any, ...], ...]) -> SafeString:
    return _drawn("demo_ribbon", user, username=username, accounts=[dict(account) for account in accounts])


def _drawn(component: str, user: int | None, **facts: Any) -> SafeString:
    """A part of the frame from these facts alone; its forms say for whom they are opened (`core.form_drafts`)."""
    access = SimpleNamespace(user=SimpleNamespace(pk=user)) if user else None
    request = SimpleNamespace(access=access, get_full_path=ADDRESS)
    return render_to_string(f"components/{component}.html", facts | {"request": request, "csrf_token": TOKEN})
