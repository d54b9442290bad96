"""Pages of the appointment shelf: the pick list, scanning, labels, places."""

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.db.models import Count, F, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from accounts.perms import StaffPerm
from core.clock import day_bounds
from core.parameters import keys, search_text, words
from core.views import FormPage, ListPage, Page
from customers.presenters import plate_for
from parts import actions as parts_actions
from parts import holders
from parts.filters import PlaceFilter, ReservationFilter
from parts.forms import PlaceForm
from parts.models import Reservation, ShelfPlace
from parts.perms import PartPerm
from parts.rules import stock
from parts.shelf import actions, rules

CODE = 60  # signs of a scanned code
PLACE = 20


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

    def counted(self) -> int | None:
        """All that is kept, counted with what is awaited; a filtered list counts its own rows."""
        return None if {*self.request.GET} - {"page"} else self.counts["kept"]

    @cached_property
    def counts(self) -> dict[str, int]:
        awaited = Count("pk", filter=Q(status=Reservation.Status.AWAITED))
        return Reservation.objects.live().aggregate(kept=Count("pk"), awaited=awaited)

    def get_context_data(self, **kwargs):
        baskets = baskets_of(kwargs["page_obj"], self.request.access)
        return super().get_context_data(
            baskets=baskets,
            places=places(),
            waiting=self.counts["awaited"],
            returns=Reservation.objects.to_return().with_goods().order_by("called_back_at", "pk"),
            at=now(),
            **kwargs,
        )


def places():
    """The places in use, for a list box."""
    return ShelfPlace.objects.filter(withdrawn_at=None).order_by("code")


def baskets_of(rows, access) -> list[dict]:
    """The reservations by car: those to pick are ticked; when all are picked, those to issue."""
    baskets, rows = [], list(rows)
    days = stock.expected_days(rows)
    for (needed_at, label), lines in groupby(rows, key=lambda row: (row.needed_at, row.label)):
        lines = list(lines)
        car = next((line.vehicle for line in lines if line.vehicle), None)
        states = {line.status for line in lines}
        step = stock.S.RESERVED if stock.S.RESERVED in states else stock.S.PICKED
        for line in lines:
            line.is_next = line.status == step
            line.is_lying = line.status == stock.S.PICKED
            line.expected_on = days.get(line.pk)
        baskets.append(
            {
                "needed_at": needed_at,
                "label": "" if car and label == str(car) else label,  # the plate is shown already
                "plate": plate_for(access, car.plate) if car else "",
                "lines": lines,
                "place": next((line.shelf for line in lines if line.status == stock.S.PICKED), ""),
                "can_pick": stock.S.RESERVED in states,
                "can_issue": stock.S.PICKED in states,
                "short": stock.S.AWAITED in states,
            }
        )
    return baskets


class Labels(Page):
    """Labels of the ticked goods, or of all that are needed tomorrow."""

    needs = PartPerm.PART_MOVE
    title = gettext_lazy("Labels")
    template_name = "parts/reservation_labels.html"

    def get_context_data(self, **kwargs):
        rows = list(self.chosen().with_goods().order_by("needed_at", "label", "pk"))
        numbers = holders.names_of([row.pk for row in rows])
        for row in rows:
            row.number = numbers.get(row.pk, "")
        return super().get_context_data(reservations=rows, **kwargs)

    def chosen(self):
        live = Reservation.objects.live()
        if self.request.GET.get("day") != "tomorrow":
            return live.filter(pk__in=keys(self.request.GET.getlist("reservation")))
        store = self.request.access.store
        start, end = day_bounds(store.today(now()) + timedelta(days=1), store.zone)
        return live.filter(needed_at__gte=start, needed_at__lt=end)


def ticked(request):
    """The reservations whose boxes are ticked."""
    return Reservation.objects.filter(pk__in=keys(request.POST.getlist("reservation")))


@needs(PartPerm.PART_MOVE)
@require_POST
def pick(request):
    shelf = words(request.POST.get("shelf"), PLACE)
    picked = actions.pick_all(ticked(request), by=request.access, at=now(), shelf=shelf)
    messages.success(request, _("%(count)s on the shelf.") % {"count": len(picked)})
    return redirect("pick_list")


@needs(PartPerm.PART_MOVE)
@require_POST
def unpick(request, pk):
    row = actions.unpick(get_object_or_404(Reservation, pk=pk), by=request.access, at=now())
    messages.success(request, _("%(part)s is back in its bin.") % {"part": row.item.part})
    return redirect("pick_list")


@needs(PartPerm.PART_MOVE)
@require_POST
def bring_back(request, pk):
    row = actions.bring_back(get_object_or_404(Reservation, pk=pk), by=request.access, at=now())
    messages.success(request, _("%(part)s is back in its bin.") % {"part": row.item.part})
    return redirect("pick_list")


@needs(PartPerm.PART_MOVE)
@require_POST
def issue(request):
    issued = parts_actions.issue_all(ticked(request), by=request.access, at=now())
    messages.success(request, _("%(count)s issued to the workshop.") % {"count": len(issued)})
    return redirect("pick_list")


@needs(PartPerm.PART_MOVE)
@require_POST
def scan(request):
    """Where a number fits several cars, the page asks for which it is, and nothing has moved."""
    code = search_text(request.POST.get("code"), CODE)
    facts = {"shelf": words(request.POST.get("shelf"), PLACE)}
    facts["step"] = actions.ISSUE if request.POST.get("step") == actions.ISSUE else actions.PICK
    choices = rules.to_choose(rules.scanned(code), putting=facts["step"] == actions.PICK)
    if choices:
        about = {"title": _("For which car?"), "code": code, "choices": choices, **facts}
        return render(request, "parts/scan_choice.html", about, status=409)
    reservation = actions.scan(code, by=request.access, at=now(), **facts)
    said = {"part": reservation.item.part, "label": reservation.label, "status": reservation.get_status_display()}
    messages.success(request, _("%(part)s for %(label)s: %(status)s.") % said)
    return redirect("pick_list")


class PlaceList(ListPage):
    needs = PartPerm.PART_MOVE
    title = gettext_lazy("Shelf places")
    template_name = "parts/place_list.html"
    filter_class = PlaceFilter
    empty = {"text": gettext_lazy("The appointment shelf has no places yet."), "icon": "shelf"}

    def get_queryset(self):
        return ShelfPlace.objects.with_cars().order_by(F("withdrawn_at").asc(nulls_first=True), "code", "pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=PlaceForm(auto_id="new_%s"), **kwargs)


class AddPlace(FormPage):
    needs = PartPerm.PART_MOVE
    title = gettext_lazy("New shelf place")
    form_class = PlaceForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url="/shelf/places/", **kwargs)

    def act(self, form):
        actions.add_place(by=self.request.access, at=now(), **form.facts)
        return "place_list"


class CorrectPlace(AddPlace):
    title = gettext_lazy("Correct the shelf place")

    @cached_property
    def place(self):
        return get_object_or_404(ShelfPlace, pk=self.kwargs["pk"])

    def get_initial(self):
        return {"code": self.place.code, "capacity": self.place.capacity}

    def act(self, form):
        actions.correct_place(self.place, by=self.request.access, at=now(), **form.facts)
        return "place_list"


@needs(PartPerm.PART_MOVE)
@require_POST
def switch_place(request, pk):
    place = get_object_or_404(ShelfPlace, pk=pk)
    act = actions.withdraw_place if request.POST.get("use") == "no" else actions.use_place_again
    act(place, by=request.access, at=now())
    return redirect("place_list")
