"""Appointments by day."""

from datetime import timedelta

from django.db.models import Count, Prefetch, Q
from django.urls import reverse_lazy
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.perms import StaffPerm
from appointments.filters import AppointmentPageFilter
from appointments.models.promises import PrepItem
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from core.clock import day_bounds
from core.views import ListPage
from customers.presenters import plate_for

PERIODS = [
    ("today", _("Today")),
    ("tomorrow", _("Tomorrow")),
    ("week", _("7 days")),
    ("past", _("30 days back")),
    ("all", _("All")),
]
LATE = Q(preparation__done_at__isnull=True, preparation__not_needed=False)


class AppointmentList(ListPage):
    needs = AppointmentPerm.APPOINTMENT_VIEW
    title = _("Appointments")
    template_name = "appointments/appointment_list.html"
    filter_class = AppointmentPageFilter
    export_needs = StaffPerm.EXPORT
    empty = {
        "text": _("No appointment in this period."),
        "icon": "calendar",
        "url": reverse_lazy("booking"),
        "label": _("Book"),
    }
    columns = [
        (_("Number"), lambda row, access: row.number),
        (_("Start"), lambda row, access: row.start.astimezone(access.store.zone).replace(tzinfo=None)),
        (_("Plate"), lambda row, access: plate_for(access, row.vehicle.plate)),
        (_("Customer"), lambda row, access: str(row.customer or "")),
        (_("Service advisor"), lambda row, access: row.advisor.name),
        (_("Status"), lambda row, access: str(row.get_status_display())),
    ]

    def get_queryset(self):
        self.request.asked_at = now()
        items = Count("preparation", filter=Q(preparation__not_needed=False))
        rows = Appointment.objects.with_people().annotate(
            to_prepare=items, unprepared=Count("preparation", filter=LATE)
        )
        return rows.order_by("start", "pk")

    def parameters(self):
        """Without a period or a search it is today's list."""
        parameters = self.request.GET.copy()
        if not any(
            parameters.get(name) for name in ("period", "q", "day", "status", "advisor", "ready", "kind", "since")
        ):
            parameters["period"] = "today"
        return parameters

    def get_context_data(self, **kwargs):
        period = self.parameters().get("period", "")
        chips = [{"label": label, "url": f"?period={code}", "active": code == period} for code, label in PERIODS]
        return super().get_context_data(chips=chips, **kwargs)


class PreparationBoard(ListPage):
    """What is still to be prepared for tomorrow (or today), and who must act."""

    needs = AppointmentPerm.APPOINTMENT_VIEW
    title = _("Preparation")
    template_name = "appointments/preparation_board.html"
    empty = {"text": _("No car is expected on this day."), "icon": "calendar"}

    def get_queryset(self):
        store = self.request.access.store
        days = 0 if self.request.GET.get("day") == "today" else 1
        start, end = day_bounds(store.today(now()) + timedelta(days=days), store.zone)
        groups = Prefetch("preparation", PrepItem.objects.select_related("owner", "done_by").order_by("pk"))
        rows = Appointment.objects.expected().between(start, end).with_people().select_related("prepared_by")
        return rows.prefetch_related(groups).order_by("start", "pk")

    def get_context_data(self, **kwargs):
        day = "today" if self.request.GET.get("day") == "today" else "tomorrow"
        chips = [
            {"label": label, "url": f"?day={code}", "active": code == day}
            for code, label in PERIODS
            if code in ("today", "tomorrow")
        ]
        return super().get_context_data(chips=chips, groups=PrepItem.Group, at=now(), **kwargs)
