"""The canvassing screen, its offline worker, the visit register."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.needs import public
from accounts.perms import StaffPerm
from core.templatetags import formats
from core.views import FormPage, ListPage, Page
from customers.presenters import phone_for
from sales.actions.visits import log_visit
from sales.filters import VisitFilter
from sales.forms import VisitForm
from sales.models.leads import Grade
from sales.models.visits import CanvassVisit, Place
from sales.perms import LeadPerm
from sales.presenters import conflict_card
from sales.rules import revisits


def waiting_cards(access) -> list[dict]:
    """The conflicts of the user's own visits that still wait for a choice."""
    visits = list(CanvassVisit.objects.filter(by=access.user).undecided().with_people().order_by("-visited_at"))
    prefetch_related_objects([visit.conflict.customer for visit in visits], "phones")
    today = access.store.today(now())
    return [{"visit": visit, **conflict_card(access.store, visit.conflict, today=today)} for visit in visits]


class VisitNew(FormPage):
    needs = LeadPerm.LEAD_WORK
    title = gettext_lazy("Canvass")
    template_name = "sales/visit_new.html"
    form_class = VisitForm

    def get_context_data(self, **kwargs):
        today = self.request.access.store.today(now())
        return super().get_context_data(
            cards=waiting_cards(self.request.access),
            places=Place.objects.order_by("name")[:200],
            hints={grade: revisits.interval_of(self.request.access.store, grade) for grade in Grade.values},
            logged=CanvassVisit.objects.filter(by=self.request.user, visited_at__date=today).count(),
            **kwargs,
        )

    def act(self, form):
        visit = log_visit(by=self.request.access, at=now(), **form.facts)
        if visit.conflict:
            messages.warning(self.request, _("Saved. A colleague follows this customer: choose below."))
        elif visit.lead:
            due = formats.day(visit.lead.next_due_on)
            messages.success(self.request, _("Saved. Next contact: %(day)s") % {"day": due})
        else:
            messages.success(self.request, _("Saved."))
        return "visit_new"


class Conflicts(Page):
    """The cards alone, fetched after a queued visit has come back as a conflict."""

    needs = LeadPerm.LEAD_WORK
    template_name = "sales/visit_new.html#conflicts"

    def get_context_data(self, **kwargs):
        return super().get_context_data(cards=waiting_cards(self.request.access), **kwargs)


@public
@never_cache
@require_GET
def canvass_who(request):
    """The user whose queued visits may be sent now, with the token of his session: a queue belongs to one person."""
    if request.access is None or not request.access.can(LeadPerm.LEAD_WORK):
        return JsonResponse({"user": None}, status=401)
    return JsonResponse({"user": request.user.pk, "csrf": get_token(request)})


@public
@require_GET
def service_worker(request):
    """Served from the root, so that it may answer for /canvass/ without a network."""
    response = render(request, "sales/service_worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"], response["Service-Worker-Allowed"] = "no-cache", "/"
    return response


@public
@require_GET
def offline(request):
    """The page that the offline worker shows instead of other pages without a network."""
    return render(request, "sales/offline.html", {"title": _("No connection")})


class VisitList(ListPage):
    needs = LeadPerm.LEAD_VIEW
    title = gettext_lazy("Visit register")
    template_name = "sales/visit_list.html"
    filter_class = VisitFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": gettext_lazy("No visit yet."), "icon": "map"}
    columns = [
        (gettext_lazy("Visited"), lambda visit, access: visit.visited_at),
        (gettext_lazy("Salesperson"), lambda visit, access: str(visit.by)),
        (gettext_lazy("Outcome"), lambda visit, access: visit.get_outcome_display()),
        (gettext_lazy("Grade"), lambda visit, access: visit.grade),
        (gettext_lazy("Name"), lambda visit, access: visit.name),
        (gettext_lazy("Phone"), lambda visit, access: phone_for(access, visit.phone) if visit.phone else ""),
        (gettext_lazy("Building or compound"), lambda visit, access: visit.place and visit.place.name),
        (gettext_lazy("Note"), lambda visit, access: visit.note),
    ]

    def get_queryset(self):
        return CanvassVisit.objects.seen_by(self.request.access).with_people().order_by("-visited_at", "-pk")

    def get_context_data(self, **kwargs):
        page = super().get_context_data(**kwargs)
        for visit in page["page_obj"]:
            visit.shown_phone = phone_for(self.request.access, visit.phone) if visit.phone else ""
        return page
