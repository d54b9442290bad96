"""Repair orders in the API, with every act from reception to delivery."""

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from appointments.api.serializers.slots import RefusedTimeOutput
from billing.perms import BillPerm
from core.api import Reads
from core.errors import Refused
from core.parsers import Json
from core.relations import keep_related
from core.schema import refused_with
from parts.perms import PartPerm
from parts.rules.fitting import why_not_parts
from pricing.perms import EstimatePerm
from service.actions import handover, materials, reception, walk_around, workshop
from service.actions.extra import answer_extra_work, ask_extra_work
from service.actions.findings import add_photo, find
from service.api.serializers.orders import (
    CheckInInput,
    ConditionInput,
    OpenOrderInput,
    OrderOutput,
    OrderReasonInput,
    OrderRowOutput,
    PriceInput,
    PromiseInput,
    SignInput,
)
from service.api.serializers.workshop import (
    ApproveInput,
    DispatchInput,
    ExtraWorkInput,
    ExtraWorkOutput,
    FindingInput,
    FindingOutput,
    InspectInput,
    JobInput,
    PauseInput,
    PhotoInput,
    PhotoOutput,
    ScanInput,
)
from service.filters import OrderFilter
from service.models.orders import RepairOrder
from service.models.work import ExtraWork, Job
from service.perms import OrderPerm
from service.rules import orders, work
from service.rules.work import AT_THE_CAR

NAMES = ("customer", "vehicle", "advisor", "bill")  # what an answer says of other rows


class RepairOrderViewSet(Reads):
    before: RepairOrder | None = None  # as it was read for the act
    serializer_class = OrderOutput
    filterset_class = OrderFilter
    needs = {
        "list": OrderPerm.ORDER_VIEW,
        "retrieve": OrderPerm.ORDER_VIEW,
        "create": OrderPerm.ORDER_OPEN,
        "condition": OrderPerm.ORDER_OPEN,
        "check_in": OrderPerm.ORDER_OPEN,
        "take_back": OrderPerm.ORDER_OPEN,
        "price": EstimatePerm.ESTIMATE_MAKE,
        "sign": OrderPerm.ORDER_SIGN,
        "promise": EstimatePerm.ESTIMATE_APPROVE,
        "dispatch_work": OrderPerm.ORDER_DISPATCH,
        "start": OrderPerm.ORDER_WORK,
        "pause": OrderPerm.ORDER_WORK,
        "resume": OrderPerm.ORDER_WORK,
        "finish": OrderPerm.ORDER_WORK,
        "findings": AT_THE_CAR,
        "photos": AT_THE_CAR,
        "extra_work": OrderPerm.ORDER_EXTRA,
        "approve": EstimatePerm.ESTIMATE_APPROVE,
        "parts": PartPerm.PART_MOVE,
        "inspect": OrderPerm.ORDER_INSPECT,
        "bill": BillPerm.BILL_DRAFT,
        "deliver": OrderPerm.ORDER_DELIVER,
        "close": OrderPerm.ORDER_CLOSE,
        "cancel": OrderPerm.ORDER_CLOSE,
    }

    def get_queryset(self):
        rows = RepairOrder.objects.with_names().order_by("-created_at", "-pk")
        return rows.with_waiting() if self.action == "list" else rows

    def get_object(self) -> RepairOrder:
        self.before = get_object_or_404(RepairOrder.objects.with_names(), pk=self.kwargs["pk"])
        return self.before

    def answer(self, order: RepairOrder, code: int = status.HTTP_200_OK) -> Response:
        """The order after an act, with the related rows that were read before it."""
        if self.before:
            keep_related(order, self.before, *NAMES)
        return Response(self.json_row(order), status=code)

    def get_serializer_class(self):
        return OrderRowOutput if self.action == "list" else OrderOutput

    # ── reception ─────────────────────────────────────────────────────────────────────────────
    @extend_schema(request=OpenOrderInput, responses={201: OrderOutput, **refused_with(RefusedTimeOutput)})
    def create(self, request):
        body = self.body(OpenOrderInput)
        facts = {"by": request.access, "at": now()}
        if "appointment" in body:
            order = reception.open_order(body.pop("appointment"), **facts, **body)
        else:
            order = reception.receive_walk_in(body.pop("vehicle"), **facts, **body)
        return self.answer(order, status.HTTP_201_CREATED)

    @extend_schema(request=ConditionInput)
    @action(detail=True, methods=["post"])
    def condition(self, request, pk=None):
        return self.with_mileage(walk_around.note_condition, ConditionInput)

    @extend_schema(request=CheckInInput)
    @action(detail=True, methods=["post"], url_path="check-in")
    def check_in(self, request, pk=None):
        return self.with_mileage(walk_around.check_in, CheckInInput)

    def with_mileage(self, act, serializer_class) -> Response:
        """Do an act with a mileage. One that fell without a reason is bad input, named at its field."""
        order, body = self.get_object(), self.body(serializer_class)
        reason = orders.why_not_mileage(order, body["mileage"], body.get("lower_mileage_reason"))
        if reason and order.step == 2:
            raise serializers.ValidationError({"mileage": [reason]})
        return self.answer(act(order, by=self.request.access, at=now(), **body))

    @extend_schema(request=OrderReasonInput)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request, pk=None):
        return self.act(reception.take_back, OrderReasonInput)

    @extend_schema(request=PriceInput)
    @action(detail=True, methods=["post"])
    def price(self, request, pk=None):
        order, body = self.get_object(), self.body(PriceInput)
        self.refuse_unfit(order, body)
        return self.answer(reception.price(order, by=request.access, at=now(), **body))

    def refuse_unfit(self, order: RepairOrder, body: dict) -> None:
        """Parts that are not made for this car are bad input."""
        if reason := why_not_parts(body.get("parts", ()), order.vehicle):
            raise serializers.ValidationError({"parts": [reason]})

    @extend_schema(request=SignInput)
    @action(detail=True, methods=["post"])
    def sign(self, request, pk=None):
        return self.act(reception.sign, SignInput)

    @extend_schema(request=PromiseInput)
    @action(detail=True, methods=["post"])
    def promise(self, request, pk=None):
        return self.act(reception.promise, PromiseInput)

    # ── workshop ──────────────────────────────────────────────────────────────────────────────
    @extend_schema(request=DispatchInput)
    @action(detail=True, methods=["post"], url_path="dispatch")
    def dispatch_work(self, request, pk=None):
        return self.act(workshop.dispatch, DispatchInput)

    @extend_schema(request=JobInput)
    @action(detail=True, methods=["post"])
    def start(self, request, pk=None):
        return self.on_job(workshop.start, Job.Status.WAITING)

    @extend_schema(request=PauseInput)
    @action(detail=True, methods=["post"])
    def pause(self, request, pk=None):
        return self.on_job(workshop.pause, Job.Status.WORKING, PauseInput)

    @extend_schema(request=JobInput)
    @action(detail=True, methods=["post"])
    def resume(self, request, pk=None):
        return self.on_job(workshop.resume, Job.Status.PAUSED)

    @extend_schema(request=JobInput)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk=None):
        return self.on_job(workshop.finish, Job.Status.WORKING)

    def on_job(self, act, usual: str, serializer_class=JobInput) -> Response:
        """Do an act on the named job, else on the user's job in the status from which the act starts."""
        order, body = self.get_object(), self.body(serializer_class)
        job = body.pop("job", None) or self.meant(order, usual)
        if job.order_id != order.pk:
            raise serializers.ValidationError({"job": [_("This job belongs to another order.")]})
        job = act(job, by=self.request.access, at=now(), **body)
        return self.answer(job.order)

    def meant(self, order: RepairOrder, usual: str) -> Job:
        """The job of an act that names none: the user's own before others', then one in its `usual` status, else the
        latest."""
        jobs = order.jobs.select_related("technician").order_by("pk")
        own_jobs = [job for job in jobs if job.technician.user_id == self.request.user.pk] or list(jobs)
        if not own_jobs:
            raise Refused(_("No work on this order has been given out."))
        return next((job for job in own_jobs if job.status == usual), own_jobs[-1])

    @extend_schema(request=FindingInput, responses={201: FindingOutput})
    @action(detail=True, methods=["post"])
    def findings(self, request, pk=None):
        return self.made(find, FindingInput, FindingOutput)

    @extend_schema(request=PhotoInput, responses={201: PhotoOutput})
    @action(detail=True, methods=["post"], parser_classes=[Json, MultiPartParser, FormParser])
    def photos(self, request, pk=None):
        return self.made(add_photo, PhotoInput, PhotoOutput)

    @extend_schema(request=ExtraWorkInput, responses={201: ExtraWorkOutput})
    @action(detail=True, methods=["post"], url_path="extra-work")
    def extra_work(self, request, pk=None):
        return self.made(ask_extra_work, ExtraWorkInput, ExtraWorkOutput)

    def made(self, act, serializer_class, output_class) -> Response:
        """Do an act that creates something on the order, and answer with that."""
        order, body = self.get_object(), self.body(serializer_class)
        finding = body.get("finding")
        if finding and finding.order_id != order.pk:
            raise serializers.ValidationError({"finding": [_("This finding belongs to another order.")]})
        self.refuse_unfit(order, body)
        thing = act(order, by=self.request.access, at=now(), **body)
        return Response(output_class(thing, context=self.get_serializer_context()).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ApproveInput)
    @action(detail=True, methods=["post"])
    def approve(self, request, pk=None):
        order, body = self.get_object(), self.body(ApproveInput)
        extra = body.get("extra_work") or self.last_extra(order)
        if extra.order_id != order.pk:
            raise serializers.ValidationError({"extra_work": [_("This extra work belongs to another order.")]})
        declined = {row["line"]: row["reason"] for row in body.get("declined", ())}
        approved = body.get("approved", [])
        self.refuse_foreign(extra, approved, declined)
        facts = {"by": request.access, "at": now(), "channel": body["channel"]}
        answer_extra_work(extra, approved=approved, declined=declined, **facts)
        return super().answer(order)  # the act returns something else

    def last_extra(self, order: RepairOrder) -> ExtraWork:
        extras = ExtraWork.objects.filter(order=order).select_related("estimate")
        extra = extras.filter(answered_at=None).order_by("pk").first() or extras.order_by("-pk").first()
        if extra is None:
            raise Refused(_("The customer has not been asked about extra work."))
        return extra

    def refuse_foreign(self, extra: ExtraWork, approved, declined) -> None:
        """Keys of lines that are not lines of this extra work are bad input."""
        line_keys = set(extra.estimate.lines.values_list("pk", flat=True))
        wrong = {name: sorted(set(keys) - line_keys) for name, keys in (("approved", approved), ("declined", declined))}
        if wrong := {name: keys for name, keys in wrong.items() if keys}:
            said = _("Not a line of this extra work: %(keys)s.")
            raise serializers.ValidationError(
                {name: [said % {"keys": ", ".join(map(str, keys))}] for name, keys in wrong.items()}
            )

    @extend_schema(request=ScanInput)
    @action(detail=True, methods=["post"])
    def parts(self, request, pk=None):
        order, body = self.get_object(), self.body(ScanInput)
        materials.issue_part(order, by=request.access, at=now(), **body)
        return super().answer(order)  # the act returns something else

    # ── delivery ──────────────────────────────────────────────────────────────────────────────
    @extend_schema(request=InspectInput)
    @action(detail=True, methods=["post"])
    def inspect(self, request, pk=None):
        order, body = self.get_object(), self.body(InspectInput)
        if reason := work.why_not_redo(order, body.get("jobs", ())):
            raise serializers.ValidationError({"jobs": [reason]})
        return self.answer(handover.inspect(order, by=request.access, at=now(), **body))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def bill(self, request, pk=None):
        return self.act(handover.bill)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def deliver(self, request, pk=None):
        return self.act(handover.deliver)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        return self.act(handover.close)

    @extend_schema(request=OrderReasonInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        return self.act(handover.cancel, OrderReasonInput)
