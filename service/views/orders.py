"""Repair orders: the list by step, one order with everything about it, and the advisor's acts on it."""

from datetime import datetime

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.needs import needs
from accounts.perms import StaffPerm
from appointments.models.answers import answer_words
from core.parameters import key
from core.views import DetailPage, FormPage, ListPage
from customers.presenters import plate_for
from pricing.perms import EstimatePerm
from service.actions import handover, reception
from service.actions.extra import answer_extra_work, ask_extra_work
from service.filters import OrderFilter
from service.forms.reception import CancelForm, PromiseForm
from service.forms.workshop import ANGLES, AnswerForm, ExtraForm
from service.models.marks import WalkAroundMark
from service.models.orders import Photo, RepairOrder
from service.models.work import ExtraWork, Inspection
from service.perms import OrderPerm
from service.presenters.choices import operations_for, packages_here
from service.presenters.orders import agreed, dressed, history, line_groups, next_acts, rare_acts, to_sign, waits_for
from service.rules.work import AT_THE_CAR, why_not_ask, why_not_find
from service.work import Work

STEPS = {
    2: pgettext_lazy("step", "Reception"),
    3: pgettext_lazy("step", "Repair"),
    4: pgettext_lazy("step", "Inspection"),
    5: pgettext_lazy("step", "Settlement"),
}
DAMAGES, PLACES = dict(WalkAroundMark.Damage.choices), dict(WalkAroundMark.Place.choices)
PAST = {"step", "status", "vehicle", "customer", "delivered_from", "paid_from", "opened_from", "inspected_from", "q"}


class OrderList(ListPage):
    needs = OrderPerm.ORDER_VIEW
    title = _("Repair orders")
    template_name = "service/order_list.html"
    filter_class = OrderFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": _("No car is in the house."), "icon": "clipboard"}
    columns = [
        (_("number"), lambda order, access: order.number),
        (_("Plate"), lambda order, access: plate_for(access, order.vehicle.plate)),
        (_("customer"), lambda order, access: order.customer.name),
        (_("status"), lambda order, access: order.get_status_display()),
        (_("service advisor"), lambda order, access: order.advisor.name),
        (_("opened"), lambda order, access: order.created_at),
        (_("promised for"), lambda order, access: order.promised_at),
        (_("handed over"), lambda order, access: order.delivered_at),
    ]

    def get_queryset(self):
        """Cars that are here, the most overdue first; with a filter on the past, all orders, newest first."""
        rows = RepairOrder.objects.with_people().with_late(now())
        if self.looks_back():
            return rows.order_by("-created_at", "-pk")
        return rows.open().with_waiting().order_by("-late", "promised_at", "pk")

    def looks_back(self) -> bool:
        chosen = {name for name, value in self.request.GET.items() if value}
        return bool(chosen & PAST) and self.request.GET.get("step") not in {"2", "3", "4", "5"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(chips=self.chips(), at=now(), **kwargs)

    def paged(self, rows):
        context = super().paged(rows)
        context["page_obj"].object_list = dressed(context["page_obj"].object_list, self.request.access)
        return context

    def chips(self) -> list[dict]:
        """The steps with their counts, then the delivered orders."""
        counted = {f"step_{step}": Count("pk", filter=Q(status__in=statuses(step))) for step in STEPS}
        late = Count("pk", filter=Q(promised_at__lt=now()))
        counts = RepairOrder.objects.open().aggregate(all=Count("pk"), late=late, **counted)
        chosen_step, address = self.request.GET.get("step", ""), reverse("order_list")
        is_late = self.request.GET.get("late") == "true"
        chips = [
            {"label": _("In the house"), "url": address, "active": not (chosen_step or is_late), "count": counts["all"]}
        ]
        chips += [
            {
                "label": f"{step} {name}",
                "url": f"{address}?step={step}",
                "active": chosen_step == str(step),
                "count": counts[f"step_{step}"],
            }
            for step, name in STEPS.items()
        ]
        chips.append({"label": _("Late"), "url": f"{address}?late=true", "active": is_late, "count": counts["late"]})
        chips.append({"label": _("Handed over"), "url": f"{address}?step=6", "active": chosen_step == "6"})
        return chips


def statuses(step: int) -> list[str]:
    return [status for status, number in RepairOrder.STEPS.items() if number == step]


class OrderDetail(DetailPage):
    needs = OrderPerm.ORDER_VIEW
    template_name = "service/order_detail.html"

    def get_queryset(self):
        rows = RepairOrder.objects.with_people().with_late(now()).with_waiting().with_sides()
        return rows.annotate(answer_words=answer_words("appointment"))

    def get_context_data(self, **kwargs):
        order, by, at = self.object, self.request.access, now()
        work = Work.of(order)
        photos = list(Photo.objects.filter(order=order).defer("image").order_by("pk"))
        return super().get_context_data(
            order=order,
            work=work,
            groups=line_groups(ordered(work), answers=True),
            agreed=agreed(work.lines),
            acts=next_acts(order, work, by, at),
            rare_acts=rare_acts(order, work, by, at),
            extras=extras(work),
            findings=findings(order, photos),
            photos=[photo_row(photo) for photo in photos if photo.occasion == Photo.Occasion.RECEPTION],
            marks=[mark_row(mark) for mark in order.marks_seen],
            reservations=order.reservations().order_by("pk"),
            inspections=[verdict_row(verdict) for verdict in order.verdicts],
            rows=history(order),
            plate=plate_for(by, order.vehicle.plate),
            waits_for=waits_for(order),
            can_find=not why_not_find(order) and any(map(by.can, AT_THE_CAR)),
            can_ask=by.can(OrderPerm.ORDER_EXTRA) and not why_not_ask(work),
            back_url=reverse("order_list"),
            **kwargs,
        )


def ordered(work: Work) -> list:
    """What was signed at reception, and what of the extra work was approved since."""
    return [line for line in work.lines if work.extra_of(line) is None or line in work.approved]


def mark_row(mark: dict) -> dict:
    place, damage = mark["place"], mark["damage"]
    return {**mark, "label": DAMAGES[damage], "where": PLACES.get(place, place)}


def verdict_row(verdict: dict) -> dict:
    cause = Inspection.Cause(verdict["cause"]).label if verdict["cause"] else ""
    return {**verdict, "at": datetime.fromisoformat(verdict["at"]), "label": cause}


def extras(work: Work) -> list[dict]:
    """Each extra work with its lines and total."""
    grouped: dict[int, dict] = {}
    for line in work.lines:
        if extra := work.extra_of(line):
            row = grouped.setdefault(extra.pk, {"extra": extra, "lines": []})
            row["lines"].append(line)
    for row in grouped.values():
        row["groups"] = line_groups(row["lines"], answers=True)
        row["total"] = to_sign(row["lines"])
    return list(grouped.values())


def photo_row(photo: Photo) -> dict:
    label = dict(ANGLES).get(photo.angle) or photo.get_occasion_display()
    return {"url": photo.get_absolute_url(), "caption": label, "at": photo.at}


def findings(order: RepairOrder, photos: list[Photo]) -> list:
    rows = list(order.findings.select_related("found_by", "operation").order_by("-pk"))
    for finding in rows:
        finding.pictures = [photo_row(photo) for photo in photos if photo.finding_id == finding.pk]
    return rows


@require_GET
@needs(OrderPerm.ORDER_VIEW)
def photo(request, pk, photo):
    picture = get_object_or_404(Photo, pk=photo, order_id=pk)
    return picture_response(picture)


def picture_response(photo: Photo) -> HttpResponse:
    """A photo as JPEG, with headers so that no browser takes it for a page."""
    response = HttpResponse(bytes(photo.image), content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="photo-{photo.pk}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response


class OrderForm(FormPage):
    """A form that ends in one act on an order and goes back to it."""

    order = None

    def dispatch(self, request, *args, **kwargs):
        self.order = get_object_or_404(RepairOrder.objects.with_people(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        facts = {"back_url": self.order.get_absolute_url(), "subtitle": self.order, "order": self.order}
        facts["plate"] = plate_for(self.request.access, self.order.vehicle.plate)
        return super().get_context_data(**{**facts, **kwargs})


class Cancel(OrderForm):
    needs = OrderPerm.ORDER_CLOSE
    title = _("Cancel the order")
    form_class = CancelForm

    def act(self, form):
        return handover.cancel(self.order, by=self.request.access, at=now(), **form.facts)


class MovePromise(OrderForm):
    needs = EstimatePerm.ESTIMATE_APPROVE
    title = _("Agree on another time")
    form_class = PromiseForm

    def get_initial(self):
        return {"promised_at": self.order.promised_at}

    def act(self, form):
        return reception.promise(self.order, by=self.request.access, at=now(), **form.facts)


class AskExtraWork(OrderForm):
    needs = OrderPerm.ORDER_EXTRA
    title = _("Ask about extra work")
    template_name = "service/extra_work_form.html"
    form_class = ExtraForm

    def finding(self):
        return self.order.findings.filter(pk=key(self.request.GET.get("finding"))).first()

    def get_form_kwargs(self):
        finding = self.finding()
        chosen = [finding.operation_id] if finding and finding.operation_id else []
        packages = packages_here(self.request.access, self.order.vehicle, now())
        work = {"operations": operations_for(self.order.vehicle), "packages": packages, "chosen": chosen}
        return super().get_form_kwargs() | work

    def get_context_data(self, **kwargs):
        why_not = why_not_ask(Work.of(self.order))
        return super().get_context_data(
            why_not=why_not, finding=self.finding(), submit_label=_("Price it and ask"), **kwargs
        )

    def act(self, form):
        facts = {"by": self.request.access, "at": now(), "finding": self.finding()}
        ask_extra_work(self.order, **facts, **form.facts)
        return self.order


class AnswerExtraWork(OrderForm):
    needs = EstimatePerm.ESTIMATE_APPROVE
    title = _("The customer's answer")
    template_name = "service/extra_work_answer.html"
    form_class = AnswerForm

    def extra(self):
        return get_object_or_404(
            ExtraWork.objects.select_related("estimate"), pk=self.kwargs["extra"], order=self.order
        )

    def get_form_kwargs(self):
        lines = self.extra().estimate.lines.select_related("operation", "part").order_by("position")
        return {**super().get_form_kwargs(), "lines": list(lines)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{**kwargs, "extra": self.extra()})

    def act(self, form):
        facts = {"by": self.request.access, "at": now(), "channel": form.cleaned_data["channel"]}
        answer_extra_work(self.extra(), **facts, **form.answers())
        return self.order
