"""The waiting list in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from appointments.actions import waiting
from appointments.api.serializers.waiting import WaitingInput, WaitingOutput
from appointments.filters import WaitingFilter
from appointments.models.waiting import Waiting, WaitingOffer
from appointments.perms import AppointmentPerm
from appointments.rules.waiting import why_not_answer
from core.api import Reads
from core.errors import refuse


class WaitingViewSet(Reads):
    """`accept` and `decline` answer the offer that is open."""

    serializer_class = WaitingOutput
    filterset_class = WaitingFilter
    needs = dict.fromkeys(
        ("list", "retrieve", "create", "accept", "decline", "withdraw"), AppointmentPerm.APPOINTMENT_BOOK
    )

    def get_queryset(self):
        return Waiting.objects.with_offers().order_by("-since", "-pk")

    @extend_schema(request=WaitingInput, responses={201: WaitingOutput})
    def create(self, request):
        body = {"operations": [], **self.body(WaitingInput)}
        entry = waiting.wait(body.pop("vehicle"), by=request.access, at=now(), **body)
        return self.answer(entry, status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk=None):
        waiting.accept(self.offer(), by=request.access, at=now())
        return self.answer(self.get_object())

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def decline(self, request, pk=None):
        waiting.decline(self.offer(), by=request.access, at=now())
        return self.answer(self.get_object())

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        return self.act(waiting.withdraw)

    def offer(self) -> WaitingOffer:
        """The latest offer of the entry; the body is empty."""
        self.body()
        offer = next(iter(self.get_object().offers.all()), None)
        refuse(why_not_answer(offer))
        return offer
