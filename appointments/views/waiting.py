"""The waiting list: who waits since when, what was offered, and the customer's answer by link."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import Access
from accounts.needs import needs
from accounts.perms import StaffPerm
from appointments.actions import waiting
from appointments.filters import WaitingFilter
from appointments.forms.waiting import WaitingForm
from appointments.models.waiting import Waiting, WaitingOffer
from appointments.perms import AppointmentPerm
from appointments.presenters.waiting import wish_of, with_acts, work_names
from appointments.rules.waiting import why_not_accept
from core.errors import Refused, refuse
from core.views import FormPage, ListPage
from customers.links import document
from customers.models.links import Link
from customers.presenters import plate_for

MAY_BOOK = AppointmentPerm.APPOINTMENT_BOOK


class WaitingList(ListPage):
    needs = MAY_BOOK
    title = gettext_lazy("Waiting list")
    template_name = "appointments/waiting_list.html"
    filter_class = WaitingFilter
    export_needs = StaffPerm.EXPORT
    empty = {
        "text": gettext_lazy("Nobody waits for a time."),
        "icon": "smile",
        "url": "/book/",
        "label": gettext_lazy("Book"),
    }
    columns = [
        (gettext_lazy("waits since"), lambda row, access: row.since.astimezone(access.store.zone).replace(tzinfo=None)),
        (gettext_lazy("Plate"), lambda row, access: plate_for(access, row.vehicle.plate)),
        (gettext_lazy("Customer"), lambda row, access: str(row.customer)),
        (gettext_lazy("Status"), lambda row, access: str(row.get_status_display())),
    ]

    def get_queryset(self):
        return Waiting.objects.with_offers().order_by("-since", "-pk")

    def parameters(self):
        """Without any parameter the list shows who waits, in turn."""
        sent = self.request.GET
        return sent if sent.keys() - {"page", "format"} else {**sent.dict(), "state": "open"}

    def paged(self, rows):
        context, at = super().paged(rows), now()
        with_acts(context["page_obj"].object_list, by=self.request.access, at=at)
        return context | {"at": at}

    def get_context_data(self, **kwargs):
        here = self.parameters().get("state", "")
        choices = {"open": pgettext_lazy("waiting list", "Waiting"), "": gettext_lazy("All")}
        chips = [{"label": label, "url": f"?state={code}", "active": code == here} for code, label in choices.items()]
        return super().get_context_data(chips=chips, **kwargs)


class Wait(FormPage):
    """The car and the work come from the desk; the customer says when he can come."""

    needs = MAY_BOOK
    title = gettext_lazy("Put on the waiting list")
    form_class = WaitingForm
    template_name = "appointments/waiting_form.html"

    @cached_property
    def wish(self):
        return wish_of(self.request)

    def get_initial(self):
        return {"complaint": self.wish.words, "from_on": self.request.access.store.today(now())}

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=reverse("waiting_list"), wish=self.wish, **kwargs)

    def act(self, form):
        refuse(None if self.wish.vehicle else _("Choose the car at the desk first."))
        work = {"operations": self.wish.operations, "packages": self.wish.packages, "call": self.wish.call}
        waiting.wait(self.wish.vehicle, by=self.request.access, at=now(), **work, **form.facts)
        messages.success(self.request, _("The customer is on the waiting list and told when a time comes free."))
        return "waiting_list"


@needs(MAY_BOOK)
@require_POST
def withdraw(request, pk):
    waiting.withdraw(get_object_or_404(Waiting, pk=pk), by=request.access, at=now())
    messages.success(request, _("Taken off the waiting list."))
    return redirect("waiting_list")


@needs(MAY_BOOK)
@require_POST
def accept(request, pk):
    return redirect(waiting.accept(get_object_or_404(WaitingOffer, pk=pk), by=request.access, at=now()))


@needs(MAY_BOOK)
@require_POST
def decline(request, pk):
    waiting.decline(get_object_or_404(WaitingOffer, pk=pk), by=request.access, at=now())
    messages.success(request, _("Noted. The customer keeps his place; the time goes to the next."))
    return redirect("waiting_list")


@document(Link.Kind.WAITING)
def public_offer(request, link):
    """The offer as its customer sees it; a POST is his answer."""
    offer = get_object_or_404(WaitingOffer.objects.select_related("advisor", "appointment"), pk=link.subject_id)
    by = Access.customer(link.store, MAY_BOOK)
    if request.method == "POST":
        try:
            answer(offer, request.POST.get("answer"), by=by)
        except Refused as refusal:
            return offer_page(request, link, offer, by, refusal=refusal, status=409)
        return redirect(request.path)
    return offer_page(request, link, offer, by)


def answer(offer: WaitingOffer, said: str | None, *, by: Access):
    """Yes, no, or off the list; anything else is refused."""
    acts = {"yes": waiting.accept, "no": waiting.decline}
    if said in acts:
        return acts[said](offer, by=by, at=now())
    if said == "withdraw":
        return waiting.withdraw(offer.waiting, by=by, at=now())
    raise Refused(_("Please answer yes or no."))


def offer_page(request, link, offer: WaitingOffer, by: Access, *, refusal=None, status=200):
    offer.refresh_from_db()
    entry = Waiting.objects.select_related("vehicle__model").get(pk=offer.waiting_id)
    codes = (*entry.packages, *entry.operations)
    names = work_names(codes)
    facts = {
        "object": offer,
        "entry": entry,
        "work": ", ".join(names.get(code, code) for code in codes),
        "store": link.store,
        "demo": settings.DEMO,
        "title": _("A time came free"),
        "why_not": why_not_accept(offer, by, now()),
        "refusal": refusal,
    }
    return render(request, "appointments/waiting_public.html", facts, status=status)
