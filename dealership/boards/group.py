"""The stores of the group side by side: totals only (SERVICE-R19)."""

from datetime import date, datetime

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models.stores import Store
from appointments.models.visits import Appointment
from billing.models.bills import Bill
from core.clock import day_bounds
from followup.models.complaints import Complaint
from sales.models.leads import Lead
from service.models.orders import RepairOrder

LIVE = [status for status in RepairOrder.Status if status not in RepairOrder.ENDED]
COLUMNS = [
    ("new_leads", _("New leads")),
    ("won", _("Bought")),
    ("overdue", _("Revisits overdue")),
    ("appointments", _("Appointments")),
    ("delivered", _("Cars handed over")),
    ("on_time", _("On time, %")),
    ("late", _("Late now")),
    ("revenue", _("Revenue (¥)")),
    ("complaints", _("Open complaints")),
]


def table(stores: list[Store], first: date, last: date, at: datetime) -> list[dict]:
    """One row per store. Days are in the first store's time zone: the group has one."""
    zone = stores[0].zone
    start, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    figures: dict[int, dict] = {store.pk: {} for store in stores}
    for rows in (*_leads(start, end, at.astimezone(zone).date()), *_orders(start, end, at)):
        _spread(rows, figures)
    for rows in (_visits(start, end), _bills(start, end), _complaints()):
        _spread(rows, figures)
    return [{"store": store, **_finished(figures[store.pk])} for store in stores]


def _spread(rows, figures: dict[int, dict]) -> None:
    for row in rows:
        figures[row.pop("store")].update(row)


def _leads(start, end, today):
    """Counts of leads, in one statement each, which reads the rows of the period by an index."""
    new = Lead.objects.filter(created_at__gte=start, created_at__lt=end)
    won = Lead.objects.filter(status=Lead.Status.WON, closed_at__gte=start, closed_at__lt=end)
    numbers = {"new_leads": new, "won": won, "overdue": Lead.objects.overdue(today)}
    return [rows.values("store").annotate(**{name: Count("pk")}) for name, rows in numbers.items()]


def _visits(start, end):
    expected = Appointment.objects.between(start, end).exclude(status="cancelled").filter(kind="appointment")
    return expected.values("store").annotate(appointments=Count("pk"))


def _orders(start, end, at):
    kept = Q(promised_at__isnull=False, delivered_at__lte=F("promised_at"))
    over = RepairOrder.objects.filter(delivered_at__gte=start, delivered_at__lt=end)
    late = RepairOrder.objects.filter(status__in=LIVE, promised_at__lt=at)
    return [
        over.values("store").annotate(delivered=Count("pk"), kept=Count("pk", filter=kept)),
        late.values("store").annotate(late=Count("pk")),
    ]


def _bills(start, end):
    """Bills and revenue, the latter as in the metric SVC_REV (billing.metrics)."""
    earned = Bill.objects.earned().filter(issued_at__gte=start, issued_at__lt=end)
    return earned.values("store").annotate(revenue=Sum("net"))


def _complaints():
    return Complaint.objects.open().values("store").annotate(complaints=Count("pk"))


def _finished(figures: dict) -> dict:
    """The row of a store: a missing count is 0, a share of nothing is None."""
    delivered, kept = figures.get("delivered", 0), figures.pop("kept", 0)
    figures["on_time"] = round(100 * kept / delivered, 1) if delivered else None
    return {name: figures.get(name, 0) for name, _label in COLUMNS if name != "on_time"} | {
        "on_time": figures["on_time"]
    }
