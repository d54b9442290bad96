"""Pages of the parts store: reservations and stock. The appointment shelf has its own."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.perms import StaffPerm
from core.views import DetailPage, FormPage, ListPage
from parts import actions
from parts.filters import ReservationHistoryFilter, StockFilter
from parts.forms import CountForm, ExpectForm, ReasonForm, ReceiveForm
from parts.models import Reservation, StockItem
from parts.perms import PartPerm
from parts.rules import stock
from parts.shelf.views import PickList

LEDGER = 50


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
