"""Bills in the API: issued, paid, credited, linked."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.idempotency import not_remembered
from billing.actions import bills as bills_actions
from billing.actions import links, receipts
from billing.api.serializers import (
    BillOutput,
    BillRowOutput,
    CreditInput,
    LinkOutput,
    PaymentInput,
)
from billing.filters import BillFilter
from billing.models.bills import Bill
from billing.perms import BillPerm
from core.api import Reads
from customers.perms import CustomerPerm


class BillViewSet(Reads):
    filterset_class = BillFilter
    serializer_class = BillRowOutput
    needs = {
        "list": BillPerm.BILL_VIEW,
        "retrieve": BillPerm.BILL_VIEW,
        "issue": BillPerm.BILL_ISSUE,
        "discard": BillPerm.BILL_DRAFT,
        "payments": BillPerm.PAYMENT_TAKE,
        "refund": BillPerm.PAYMENT_TAKE,
        "credit": BillPerm.BILL_CREDIT,
        "link": CustomerPerm.LINK_MAKE,
        "revoke_link": CustomerPerm.LINK_MAKE,
    }

    def get_queryset(self):
        bills = Bill.objects.with_people().prefetch_related("credits").order_by("-created_at", "-pk")
        return bills if self.action == "list" else bills.prefetch_related("lines", "allocations__receipt")

    def get_serializer_class(self):
        return BillRowOutput if self.action == "list" else BillOutput

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def issue(self, request, pk=None):
        return self.act(bills_actions.issue)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def discard(self, request, pk=None):
        return self.act(bills_actions.discard_draft)

    @extend_schema(request=PaymentInput)
    @action(detail=True, methods=["post"])
    def payments(self, request, pk=None):
        return self.act(receipts.take, PaymentInput)

    @extend_schema(request=PaymentInput)
    @action(detail=True, methods=["post"])
    def refund(self, request, pk=None):
        return self.act(receipts.refund, PaymentInput)

    @extend_schema(request=CreditInput)
    @action(detail=True, methods=["post"])
    def credit(self, request, pk=None):
        return self.act(bills_actions.credit, CreditInput)

    @extend_schema(request=None, responses=LinkOutput)
    @action(detail=True, methods=["post"])
    def link(self, request, pk=None):
        bill = self.get_object()
        self.body()
        key = request.headers.get("Idempotency-Key", "")
        return not_remembered(Response({"url": links.give_link(bill, by=request.access, at=now(), key=key)}))

    @extend_schema(request=None, responses={204: None})
    @link.mapping.delete
    def revoke_link(self, request, pk=None):
        links.revoke_link(self.get_object(), by=request.access, at=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
