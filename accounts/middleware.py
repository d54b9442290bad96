"""Gives each request its access and its scope; no other code does."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_scopes import scope

from accounts.access import Access
from accounts.audit_context import AuditContext
from accounts.idempotency import not_remembered
from accounts.models.people import Membership
from accounts.models.stores import Store
from accounts.perms import StaffPerm
from accounts.tokens import person_behind, sent_with
from core import form_drafts
from core.logs import without_tokens
from core.row_reads import Given, Prepared

HELD = Prepared(lambda: Membership.objects.with_stores().filter(user=Given("user")))
PROBES = "/healthz/"  # addresses that answer everybody, also without the database


class AccessMiddleware:
    """Sets `request.access`, enters the store's scope, and checks the `needs` of a page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(PROBES):
            request.by_token, request.access = False, None
            return self.get_response(request)
        request.by_token = request.headers.get("Authorization", "").startswith("Token ")
        if request.by_token:
            request.user, held = person_behind(sent_with(request))
        elif request.user.is_authenticated:
            held = HELD(user=request.user.pk)
        request.access = access_of(request, held) if request.user.is_authenticated else None
        if request.access is None or not request.access.stores:
            return self.get_response(request)
        zone = (request.access.store or request.access.stores[0]).zone
        with scope(store=request.access.store or list(request.access.stores)), timezone.override(zone):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Deny by default. `accounts.authentication.Needs` checks views of the API, when DRF knows their action."""
        if request.access is not None and asks_elsewhere(request):
            raise Http404
        if hasattr(view, "cls") or declared(view, "public"):
            return None
        if request.resolver_match.app_name == "admin":
            needs = StaffPerm.SETTINGS_MANAGE
        else:
            needs = declared(view, "needs")
        if needs is None:
            raise ImproperlyConfigured(f"{view} declares neither `needs` nor `public`.")
        if request.access is None:
            return sign_in_first(request)
        if not any(request.access.can(perm) for perm in (needs if isinstance(needs, tuple) else (needs,))):
            raise PermissionDenied(_("Your role does not open this page."))
        return None


def sign_in_first(request):
    """Redirect to the login page, and from there back to the page, with the values of a form that was sent."""
    page = form_drafts.page_of(request) if request.method == "POST" or request.htmx else request.get_full_path()
    if request.method == "POST" and form_drafts.keep(request):
        messages.warning(request, _("Your session had ended. Sign in again: what you typed is kept."))
    return not_remembered(to_page(request, redirect_to_login(page)["Location"]))


def to_page(request, address: str) -> HttpResponse:
    """A redirect of the whole page, also for htmx."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


class HistoryContext:
    """Adds user and request number to the audit rows of a writing request, and of a customer's address its kind."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        path = without_tokens(request.path)[:80]
        with connection.execute_wrapper(AuditContext(user=request.user.pk, request=request.id, path=path)):
            return self.get_response(request)


def declared(view, name: str):
    """The attribute (`needs` or `public`) of a function view, or of the class of a view."""
    return getattr(view, name, None) or getattr(getattr(view, "view_class", None), name, None)


def access_of(request, held: list[Membership]) -> Access:
    """The access of a signed-in person: the roles at the requested store, the last one used, or the first.

    A role of the group sees all stores until one is named; then the person's roles at that store count too.
    """
    at = now()
    memberships = sorted((row for row in held if row.is_valid(at)), key=lambda row: row.store.code if row.store else "")
    group = [membership.role for membership in memberships if membership.store is None]
    own = {membership.store.code: membership.store for membership in memberships if membership.store_id}
    own = {code: store for code, store in own.items() if store.active}
    reach = {store.code: store for store in Store.objects.filter(active=True).order_by("code")} if group else own
    here = reach.get(request.GET.get("store")) or own.get(session_store(request))
    if here is None and not group:
        here = next(iter(own.values()), None)
    roles = group + [membership.role for membership in memberships if here and membership.store_id == here.pk]
    choice = (None, *own.values()) if group else tuple(own.values())
    return replace(Access.of(request.user, roles, here, (here,) if here else tuple(reach.values())), choice=choice)


def asks_elsewhere(request) -> bool:
    """Whether `?store=` names no store of this person, which is a 404."""
    code, store = request.GET.get("store"), request.access.store
    return bool(code) and (store is None or store.code != code)


def session_store(request) -> str | None:
    return None if request.by_token else request.session.get("store")
