"""The last acts on an order: its bill, delivery, closing, cancelling."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from accounts.needs import needs
from billing.perms import BillPerm
from service.actions import handover
from service.models.orders import RepairOrder
from service.perms import OrderPerm


@require_POST
@needs(BillPerm.BILL_DRAFT)
def bill(request, pk):
    order = get_object_or_404(RepairOrder, pk=pk)
    order = handover.bill(order, by=request.access, at=now())
    return redirect(order.bill if request.access.can(BillPerm.BILL_VIEW) else order)


@require_POST
@needs(OrderPerm.ORDER_DELIVER)
def deliver(request, pk):
    order = get_object_or_404(RepairOrder, pk=pk)
    return redirect(handover.deliver(order, by=request.access, at=now()))


@require_POST
@needs(OrderPerm.ORDER_CLOSE)
def close(request, pk):
    order = get_object_or_404(RepairOrder, pk=pk)
    return redirect(handover.close(order, by=request.access, at=now()))
