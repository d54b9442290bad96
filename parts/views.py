"""Pages of the parts store: the appointment shelf, labels, stock."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from accounts.perms import StaffPerm
from core.parameters import keys, search_text, words
from core.views import DetailPage, FormPage, ListPage, Page
from customers.presenters import plate_for
from parts import actions
from parts.filters import ReservationFilter, ReservationHistoryFilter, StockFilter
from parts.forms import CountForm, ExpectForm, ReasonForm, ReceiveForm
from parts.models import Reservation, StockItem
from parts.perms import PartPerm
from parts.rules import stock

LEDGER = 50


class PickList(ListPage):
    needs = PartPerm.PART_MOVE
    title = gettext_lazy("Appointment shelf")
    template_name = "parts/pick_list.html"
    filter_class = ReservationFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": gettext_lazy("Nothing is kept for an appointment."), "icon": "shelf"}
    columns = [
        (gettext_lazy("needed at"), lambda row, access: row.needed_at),
        (gettext_lazy("label"), lambda row, access: row.label),
        (gettext_lazy("plate"), lambda row, access: plate_for(access, row.vehicle.plate) if row.vehicle else ""),
        (gettext_lazy("part number"), lambda row, access: row.item.part.display_number),
        (gettext_lazy("part"), lambda row, access: str(row.item.part)),
        (gettext_lazy("quantity"), lambda row, access: row.quantity),
        (gettext_lazy("bin"), lambda row, access: row.item.bin),
        (gettext_lazy("status"), lambda row, access: row.get_status_display()),
        (gettext_lazy("shelf"), lambda row, access: row.shelf),
    ]

    def get_queryset(self):
        return Reservation.objects.live().with_goods().order_by("needed_at", "label", "status", "pk")

    def get_context_data(self, **kwargs):
        baskets = baskets_of(kwargs["page_obj"], self.request.access)
        waiting = Reservation.objects.awaited().count()
        return super().get_context_data(baskets=baskets, waiting=waiting, at=now(), **kwargs)


def baskets_of(rows, access) -> list[dict]:
    """The reservations by car: those to pick are ticked; when all are picked, those to issue."""
    baskets = []
    for (needed_at, label), lines in groupby(rows, key=lambda row: (row.needed_at, row.label)):
        lines = list(lines)
        car = next((line.vehicle for line in lines if line.vehicle), None)
        states = {line.status for line in lines}
        step = stock.S.RESERVED if stock.S.RESERVED in states else stock.S.PICKED
        for line in lines:
            line.is_next = line.status == step
        baskets.append(
            {
                "needed_at": needed_at,
                "label": "" if car and label == str(car) else label,  # the plate is shown already
                "plate": plate_for(access, car.plate) if car else "",
                "lines": lines,
                "can_pick": stock.S.RESERVED in states,
                "can_issue": stock.S.PICKED in states,
                "short": stock.S.AWAITED in states,
            }
        )
    return baskets


class ReservationList(PickList):
    """All reservations ever: the rows behind the fill rate."""

    needs = PartPerm.PART_VIEW
    title = gettext_lazy("Parts kept for cars")
    template_name = "parts/reservation_list.html"
    filter_class = ReservationHistoryFilter

    def get_queryset(self):
        return Reservation.objects.with_goods().order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs):
        return ListPage.get_context_data(self, **kwargs)


class Labels(Page):
    needs = PartPerm.PART_MOVE
    title = gettext_lazy("Labels")
    template_name = "parts/reservation_labels.html"

    def get_context_data(self, **kwargs):
        chosen = keys(self.request.GET.getlist("reservation"))
        rows = Reservation.objects.live().with_goods().filter(pk__in=chosen).order_by("needed_at", "label", "pk")
        return super().get_context_data(reservations=rows, **kwargs)


class StockList(ListPage):
    needs = PartPerm.PART_VIEW
    title = gettext_lazy("Stock")
    template_name = "parts/stock_list.html"
    filter_class = StockFilter
    export_needs = StaffPerm.EXPORT
    columns = [
        (gettext_lazy("part number"), lambda item, access: item.part.display_number),
        (gettext_lazy("part"), lambda item, access: str(item.part)),
        (gettext_lazy("bin"), lambda item, access: item.bin),
        (gettext_lazy("on hand"), lambda item, access: item.on_hand),
        (gettext_lazy("reserved"), lambda item, access: item.reserved),
        (gettext_lazy("available"), lambda item, access: item.available),
        (gettext_lazy("minimum stock"), lambda item, access: item.min_stock),
        (gettext_lazy("price incl. VAT"), lambda item, access: item.price),
    ]

    def get_queryset(self):
        return StockItem.objects.with_available().select_related("part").order_by("part__number")


class StockDetail(DetailPage):
    needs = PartPerm.PART_VIEW
    template_name = "parts/stock_detail.html"

    def get_queryset(self):
        return StockItem.objects.with_available().select_related("part")

    def get_context_data(self, **kwargs):
        item = self.object
        kept = Reservation.objects.with_goods().filter(item=item).live().order_by("needed_at", "pk")
        issued = Reservation.objects.with_goods().filter(item=item, status=stock.S.ISSUED).order_by("-issued_at")
        forms = {
            "receive_form": ReceiveForm(auto_id="receive_%s"),
            "count_form": CountForm(auto_id="count_%s"),
            "expect_form": ExpectForm(auto_id="expect_%s"),
        }
        return super().get_context_data(
            movements=item.movements.select_related("by", "reservation").order_by("-at", "-pk")[:LEDGER],
            arrivals=item.arrivals.filter(received_at=None).order_by("expected_on"),
            kept=kept,
            issued=issued[:LEDGER],
            ledger=LEDGER,
            **forms,
            **kwargs,
        )


class StockForm(FormPage):
    """The page of an act on a stock item; the detail page posts here, and errors are shown here."""

    needs = PartPerm.PART_MOVE

    @cached_property
    def item(self):
        return get_object_or_404(StockItem.objects.select_related("part"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=self.item, back_url=self.item.get_absolute_url(), **kwargs)


class Receive(StockForm):
    title = gettext_lazy("Goods receipt")
    form_class = ReceiveForm

    def act(self, form):
        return actions.receive(self.item, by=self.request.access, at=now(), **form.facts)


class Count(StockForm):
    needs = PartPerm.PART_COUNT
    title = gettext_lazy("Stock take")
    form_class = CountForm

    def act(self, form):
        return actions.count(self.item, by=self.request.access, at=now(), **form.facts)


class Expect(StockForm):
    title = gettext_lazy("Expected delivery")
    form_class = ExpectForm

    def act(self, form):
        return actions.expect(self.item, by=self.request.access, at=now(), **form.facts).item


class GiveUp(FormPage):
    """Release reserved goods or take issued ones back; both ask for a reason."""

    needs = PartPerm.PART_MOVE
    form_class = ReasonForm

    @cached_property
    def reservation(self):
        return get_object_or_404(Reservation.objects.with_goods(), pk=self.kwargs["pk"])

    def get_title(self):
        return _("Take goods back") if self.reservation.status == stock.S.ISSUED else _("Release the reservation")

    def get_context_data(self, **kwargs):
        subtitle = f"{self.reservation.item.part.display_number} · {self.reservation.label}"
        back_url = self.reservation.item.get_absolute_url()
        return super().get_context_data(subtitle=subtitle, back_url=back_url, **kwargs)

    def act(self, form):
        act = actions.give_back if self.reservation.status == stock.S.ISSUED else actions.release
        return act(self.reservation, by=self.request.access, at=now(), **form.facts).item


def ticked(request):
    """The reservations whose boxes are ticked."""
    return Reservation.objects.filter(pk__in=keys(request.POST.getlist("reservation")))


@needs(PartPerm.PART_MOVE)
@require_POST
def pick(request):
    shelf = words(request.POST.get("shelf"), 20)
    picked = actions.pick_all(ticked(request), by=request.access, at=now(), shelf=shelf)
    messages.success(request, _("%(count)s on the shelf.") % {"count": len(picked)})
    return redirect("pick_list")


@needs(PartPerm.PART_MOVE)
@require_POST
def issue(request):
    issued = actions.issue_all(ticked(request), by=request.access, at=now())
    messages.success(request, _("%(count)s issued to the workshop.") % {"count": len(issued)})
    return redirect("pick_list")


@needs(PartPerm.PART_MOVE)
@require_POST
def scan(request):
    shelf = words(request.POST.get("shelf"), 20)
    reservation = actions.scan(search_text(request.POST.get("code"), 60), by=request.access, at=now(), shelf=shelf)
    facts = {"part": reservation.item.part, "label": reservation.label, "status": reservation.get_status_display()}
    messages.success(request, _("%(part)s for %(label)s: %(status)s.") % facts)
    return redirect("pick_list")
