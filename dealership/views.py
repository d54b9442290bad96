"""The landing page, search, and pages of errors."""

import sys

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.idempotency import not_remembered
from accounts.middleware import declared, sign_in_first, to_page
from accounts.needs import needs, public
from core import form_drafts
from core.outages import outage_of
from core.parameters import search_text
from core.problems import is_api, plain
from core.style_guide import samples
from customers.models.ownership import cars_prefetched
from customers.models.people import Customer
from customers.perms import CustomerPerm
from dealership.navigation import landing


@public
def home(request):
    if request.access is None:
        return redirect("login")
    return redirect(landing(request.access))


@require_safe
@needs(CustomerPerm.CUSTOMER_VIEW)
def search(request):
    text = search_text(request.GET.get("q"))
    rows = Customer.objects.live().matching(text, by=request.access)
    customers = rows.prefetch_related("phones", cars_prefetched())[:20] if text else []
    return render(request, "dealership/search.html", {"title": _("Search"), "q": text, "customers": customers})


@public
def style_guide(request):
    if not settings.DEMO:
        raise Http404
    return render(request, "core/style_guide.html", samples(now()))


def bad_request(request, exception=None):
    if is_api(request):
        return plain(400, _("This request could not be read."))
    return render(request, "errors/400.html", status=400)


def forbidden(request, exception=None):
    if is_api(request):
        return plain(403, str(exception or _("This is not allowed for you.")))
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    if is_api(request):
        return plain(404, _("There is nothing at this address."))
    return render(request, "errors/404.html", status=404)


def stale_form(request, reason=""):
    """The answer to a form with the token of an earlier session: nothing is done, the input is put back."""
    if not form_drafts.is_own(request):
        return render(request, "403_csrf.html", status=403)
    if request.access is None and not declared(request.resolver_match.func, "public"):
        return sign_in_first(request)
    if request.access and form_drafts.opened_by(request) not in {None, request.user.pk}:
        return render(request, "403_csrf.html", {"is_another": True}, status=403)
    if not form_drafts.keep(request):
        messages.warning(request, _("This page stood open too long and was loaded anew. Please do it once more."))
    return not_remembered(to_page(request, form_drafts.page_of(request)))


def broken(request):
    # Django calls this inside the handling of the exception.
    if outage := outage_of(sys.exc_info()[1]):
        return unavailable(request, outage)
    if is_api(request):
        return plain(500, _("This is our fault. It was written down; please try again."))
    return render(request, "errors/500.html", status=500)


def unavailable(request, outage):
    """503 with the time of the next try. It must not use the database or the signed-in person."""
    if is_api(request):
        response = plain(503, outage.detail)
    elif getattr(request, "htmx", False):
        response = render(request, "components/refused.html", {"reason": outage.detail}, status=503)
    else:
        response = render(request, "errors/503.html", {"outage": outage, **sent_again(request)}, status=503)
    response["Retry-After"] = str(outage.retry_after)
    return response


def sent_again(request) -> dict:
    """The typed form for the page to send again, which its key makes one act."""
    if request.method != "POST":
        return {}
    keyed = "idempotency_key" in request.POST and not form_drafts.left_out(request)
    fields = form_drafts.fields_of(request) if keyed else None
    mark = request.POST.get(form_drafts.MARK)
    return {"is_post": True, "fields": fields and [*fields, *([(form_drafts.MARK, mark)] if mark else [])]}
