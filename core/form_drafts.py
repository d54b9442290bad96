"""Keeps a form that could not be saved because its session had ended or a new one had begun.

The typed values are kept in the session and put back when the same person opens the page again. A signed field
beside the CSRF token names the person for whom a form was opened; nobody else gets the values. Passwords and
files are not kept (docs/decisions/0014).
"""

import re
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

SESSION_KEY = "unsent_forms"
MARK = "opened_by"
SIGNER = Signer(salt="core.form_drafts")
SECRET = re.compile(r"password|secret|(^|_)otp", re.IGNORECASE)
NOT_KEPT = {"csrfmiddlewaretoken", MARK}
MOST_FORMS = 5
LONGEST_VALUE = 20_000  # longer values are pictures or signatures
MOST_CHARACTERS = 100_000
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class UnsentForm:
    """The values that one person typed into a form, and the names of the files that could not be kept."""

    user: int
    action: str
    fields: Fields
    files: list[str] = field(default_factory=list)


def mark_of(request: HttpRequest) -> str:
    """The signed mark of the person for whom a form is opened; "" when nobody is signed in."""
    access = getattr(request, "access", None)
    return SIGNER.sign(str(access.user.pk)) if access and access.user else ""


def opened_by(request: HttpRequest) -> int | None:
    """The key of the person for whom the form was opened; None without a mark that we have signed."""
    try:
        return int(SIGNER.unsign(request.POST.get(MARK, "")))
    except (BadSignature, ValueError):
        return None


def is_own(request: HttpRequest) -> bool:
    """Whether a page of this system has sent the form; values from another site are not kept."""
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(sender).netloc == request.get_host()  # "null" has none


def fields_of(request: HttpRequest) -> Fields | None:
    """The typed values by name; None when one is a secret, when they are too many, or when another site sent them."""
    if not is_own(request) or any(SECRET.search(name) for name in request.POST):
        return None
    sent = ((name, value) for name, values in request.POST.lists() for value in values if name not in NOT_KEPT)
    kept = [(name, value) for name, value in sent if len(value) <= LONGEST_VALUE]
    return kept if sum(len(value) for _name, value in kept) <= MOST_CHARACTERS else None


def left_out(request: HttpRequest) -> list[str]:
    """The names of the files and fields that a page cannot fill again, such as drawings."""
    files = [file.name or "" for _name, group in request.FILES.lists() for file in group]
    return files + [name for name, value in request.POST.items() if len(value) > LONGEST_VALUE]


def page_of(request: HttpRequest) -> str:
    """The page of this system with the form, or else the address that the form was sent to."""
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if parts.netloc != request.get_host():
        return request.get_full_path()
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def keep(request: HttpRequest) -> bool:
    """Keep a form until its page is opened again; False when nothing of it may be kept."""
    user, fields = opened_by(request), fields_of(request)
    if user is None or fields is None:
        return False
    forms = request.session.get(SESSION_KEY, {})
    forms.pop(page_of(request), None)
    forms[page_of(request)] = asdict(UnsentForm(user, request.get_full_path(), fields, left_out(request)))
    request.session[SESSION_KEY] = dict(list(forms.items())[-MOST_FORMS:])
    return True


def waiting_page(request: HttpRequest) -> str | None:
    """The page with the last kept form of the person who has just signed in."""
    forms = request.session.get(SESSION_KEY, {})
    return next((page for page, form in reversed(forms.items()) if form["user"] == request.user.pk), None)


def take(request: HttpRequest) -> UnsentForm | None:
    """The kept form of the signed-in person for this page; another person's forms are deleted."""
    forms = request.session.get(SESSION_KEY)
    if not forms:
        return None
    own = {page: form for page, form in forms.items() if form["user"] == request.user.pk}
    form = own.pop(request.get_full_path(), None)
    if own != forms:
        request.session[SESSION_KEY] = own
    return UnsentForm(**form | {"fields": [(name, value) for name, value in form["fields"]]}) if form else None
