"""Paper: the repair order on A4 with its QR code."""

import segno
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.needs import needs
from customers.presenters import plate_for, vin_for
from service.models.orders import RepairOrder
from service.perms import OrderPerm
from service.presenters.orders import line_groups, to_be_signed
from service.rules import orders
from service.work import Work


@require_GET
@needs(OrderPerm.ORDER_VIEW)
def repair_order(request, pk):
    """The order that the customer signed; its QR code opens the order on a colleague's screen."""
    order = get_object_or_404(RepairOrder.objects.with_people().prefetch_related("marks"), pk=pk)
    work = Work.of(order)
    lines = [line for line in work.lines if work.extra_of(line) is None]
    code = segno.make(request.build_absolute_uri(order.get_absolute_url()), error="m")
    context = {
        "title": order.number,
        "order": order,
        "groups": line_groups(lines),
        "total": to_be_signed(lines),
        "plate": plate_for(request.access, order.vehicle.plate),
        "vin": vin_for(request.access, order.vehicle.vin),
        "intact": is_intact(order),
        "qr": code.svg_data_uri(scale=4),
    }
    return render(request, "service/order_print.html", context)


def is_intact(order: RepairOrder) -> bool | None:
    """Whether the signature still fits these lines; None before it was given."""
    if not order.signed_at:
        return None
    return order.signed_hash == orders.signature_hash(order, orders.signed_lines(order))
