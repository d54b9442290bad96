"""The day board: plan and floor in one page, the acts on its blocks, and the way back."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.needs import needs
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from capacity.models.resources import Resource
from capacity.perms import CapacityPerm
from core.clock import day_or_none, is_of_our_time
from core.errors import Refused, Stale
from core.parameters import key
from core.views import FormPage, Page
from customers.presenters import plate_for
from service.actions import board as board_actions
from service.forms.board import PlaceForm
from service.perms import OrderPerm
from service.presenters.blocks import LEGEND, WORDS
from service.presenters.board import board
from service.presenters.board_menu import menu_of

KINDS = [(Resource.Kind.BAY, _("Bays")), (Resource.Kind.TECHNICIAN, _("Technicians"))]
JSON = "application/json"
ACTS = (AppointmentPerm.APPOINTMENT_BOOK, OrderPerm.ORDER_DISPATCH)


class DayBoard(Page):
    """The day by bay or technician; `?wall=1` for a screen on the wall. With `part=rows` it answers the rows alone."""

    needs = CapacityPerm.CAPACITY_VIEW
    title = _("Day board")
    template_name = "service/day_board.html"
    plain = False  # whether the rows stand without the tray

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(**kwargs)
        day_board = context["board"]
        version = f'"{day_board.version}"' if day_board else ""
        if version and self.is_part and request.headers.get("If-None-Match") == version:
            answer = HttpResponse(status=304)
        else:
            answer = self.render_to_response(context)
        if version and self.is_part:
            answer["ETag"] = version
        return answer

    @property
    def is_part(self) -> bool:
        return self.request.GET.get("part") == "rows"

    def get_template_names(self):
        name = "service/day_wall.html" if self.wall else self.template_name
        return ["service/day_rows.html"] if self.is_part else [name]

    @property
    def wall(self) -> bool:
        return self.request.GET.get("wall") == "1"

    def get_context_data(self, **kwargs):
        at, kind, on = now(), self.kind(), day_or_none(self.request.GET.get("on", ""))
        day_board = board(self.request.access, kind, at, on=on, wall=self.wall)
        day = day_board.on if day_board else on or self.request.access.store.today(at)
        facts = {
            "board": day_board,
            "by": kind,
            "wall": self.wall,
            "at": at,
            "address": self.address(kind, on),
            "on": day,
        }
        facts |= {"before": day - timedelta(days=1), "after": day + timedelta(days=1), "plain": self.plain}
        chips = [{"label": label, "url": self.address(code, on), "active": code == kind} for code, label in KINDS]
        legend = [{"state": state, "words": WORDS[state]} for state in LEGEND]
        return super().get_context_data(chips=chips, legend=legend, **facts, **kwargs)

    def kind(self) -> str:
        code = self.request.GET.get("by")
        return code if code in dict(KINDS) else Resource.Kind.BAY

    def address(self, kind, on) -> str:
        """The address of this board; without a day it is that of now."""
        facts = {"by": kind} | ({"on": on.isoformat()} if on else {}) | ({"wall": "1"} if self.wall else {})
        return f"?{urlencode(facts)}"


class PlaceVisit(FormPage):
    """The menu of a block: who has what, and another time, end, bay or technician for it. Scripts ask for JSON."""

    needs = ACTS
    form_class = PlaceForm
    template_name = "service/board_place.html"
    title = _("On the day board")

    @cached_property
    def visit(self):
        return get_object_or_404(Appointment.objects.with_people().with_work(), pk=self.kwargs["pk"])

    @cached_property
    def lane(self):
        rows = Resource.objects.filter(kind__in=[Resource.Kind.BAY, Resource.Kind.TECHNICIAN])
        return get_object_or_404(rows, pk=key(self.request.GET.get("lane")) or self.visit.bay_id)

    @cached_property
    def menu(self):
        return menu_of(self.visit, self.lane, self.request.access, now())

    def get_initial(self):
        return {"seen": self.menu.mark}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"place": self.menu.place, "offers": self.menu.offers}

    @property
    def board_address(self) -> str:
        """The board on the day of the visit."""
        store = self.request.access.store
        return f"{reverse('bay_board')}?{urlencode({'on': store.today(self.visit.start), 'by': self.lane.kind})}"

    def get_context_data(self, **kwargs):
        if isinstance(kwargs.get("refusal"), Stale):
            del self.visit, self.menu
            kwargs["form"].show_present(self.menu.mark)
        facts = {"visit": self.visit, "lane": self.lane, "menu": self.menu, "back_url": self.board_address}
        facts["alternatives"] = times_of(kwargs.get("refusal"))
        plate = plate_for(self.request.access, self.visit.vehicle.plate)
        return super().get_context_data(**{**facts, "plate": plate, **kwargs})

    def get_template_names(self):
        return ["service/board_menu.html"] if self.request.GET.get("part") == "menu" else [self.template_name]

    def act(self, form):
        placed = self.place(form)
        messages.success(self.request, board_actions.summary(placed), extra_tags=undo_tag(placed))
        return self.board_address

    def place(self, form):
        return board_actions.place(self.visit, by=self.request.access, at=now(), lane=self.lane, **form.placement())

    def form_valid(self, form):
        if not self.wants_json:
            return super().form_valid(form)
        placed = self.place(form)
        return JsonResponse({"words": board_actions.summary(placed), "undo": undo_address(placed)})

    def form_invalid(self, form):
        if not self.wants_json:
            return super().form_invalid(form)
        reasons = [str(reason) for errors in form.errors.values() for reason in errors]
        return JsonResponse({"detail": " ".join(reasons)}, status=422)

    @property
    def wants_json(self) -> bool:
        return self.request.headers.get("Accept") == JSON


def times_of(refusal: Refused | None) -> list[dict]:
    """The free times that a refusal names, with their starts as moments."""
    slots = refusal.extra.get("alternatives", ()) if refusal else ()
    return [slot | {"start": parse_datetime(slot["start"])} for slot in slots]


def undo_address(placed: board_actions.Placed) -> str:
    """Where to post to put a block back; "" where one act cannot."""
    if not placed.undo:
        return ""
    facts = {name: moment.isoformat() for name, moment in placed.undo.items() if name in {"start", "until"}}
    facts |= {name: placed.undo[name].pk for name in ("bay", "technician") if name in placed.undo}
    facts |= {"jobs": ",".join(map(str, placed.undo["jobs"]))} if placed.undo.get("jobs") else {}
    facts |= {"seen": placed.mark, "lane": placed.lane.pk}
    return f"{reverse('board_undo', args=[placed.visit.pk])}?{urlencode(facts)}"


def undo_tag(placed: board_actions.Placed) -> str:
    return f"undo:{address}" if (address := undo_address(placed)) else ""


@needs(*ACTS)
@require_POST
def undo(request, pk):
    visit, given = get_object_or_404(Appointment, pk=pk), request.GET
    resources = Resource.objects.select_related("bay_type")
    facts = {name: moment_of(given[name]) for name in ("start", "until") if name in given}
    for name in ("bay", "technician"):
        if name in given:
            facts[name] = get_object_or_404(resources, pk=key(given[name]), kind=name)
    if jobs := [key(one) for one in given.get("jobs", "").split(",") if key(one)]:
        facts["jobs"] = jobs
    lane = get_object_or_404(resources, pk=key(given.get("lane")) or visit.bay_id)
    placed = board_actions.place(visit, by=request.access, at=now(), seen=given.get("seen", ""), lane=lane, **facts)
    if request.headers.get("Accept") == JSON:
        return JsonResponse({"words": board_actions.summary(placed), "undo": ""})
    messages.success(request, board_actions.summary(placed))
    return redirect("bay_board")


def moment_of(text: str):
    """A moment of an address that this page has made; 404 for anything else."""
    moment = parse_datetime(text) if len(text) < 40 else None
    if moment is None or moment.tzinfo is None or not is_of_our_time(moment):
        raise Http404
    return moment
