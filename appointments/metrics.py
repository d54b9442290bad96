"""The numbers of appointments (reference/kpis.csv): one definition each, with the rows behind it.

Step 1 of the board (SERVICE-R12): how many come by appointment, keep it and come in time, and what is not ready.
"""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.perms import StaffPerm
from appointments.models.promises import PrepItem
from appointments.models.rescues import Rescue
from appointments.models.unmet import UnmetRequest
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from core.metrics import Metric, bounds, bounds_of_tomorrow, rows_at, within

BY_APPOINTMENT = Appointment.Kind.APPOINTMENT
ARRIVED = Appointment.Status.ARRIVED
IN_TIME = timedelta(minutes=15)
CARS = _("cars")


def address(**chosen: str):
    """The address of the list of appointments that shows the rows of these days."""
    return rows_at("appointment_list", ("since", "until"), **chosen)


def as_now(**chosen: str):
    """The address of the list of what is so now, whatever the days."""
    return rows_at("appointment_list", **chosen)


def came(first: date, last: date, at: datetime) -> QuerySet:
    """Visits of customers' cars that came, with an appointment or without."""
    return Appointment.objects.of_customers().filter(status=ARRIVED).between(*bounds(first, last))


def due(first: date, last: date, at: datetime) -> QuerySet:
    """Appointments whose time has come: kept, missed, or over for half an hour."""
    return Appointment.objects.filter(kind=BY_APPOINTMENT).between(*bounds(first, last)).due(at)


def kept(first: date, last: date, at: datetime) -> QuerySet:
    """Appointments whose car came."""
    return came(first, last, at).filter(kind=BY_APPOINTMENT)


def unready(first: date, last: date, at: datetime) -> QuerySet:
    """Cars of tomorrow for which something is still to be prepared."""
    items = PrepItem.objects.open().values("appointment")
    return Appointment.objects.expected().between(*bounds_of_tomorrow(at)).filter(pk__in=items)


def at_risk(first: date, last: date, at: datetime) -> QuerySet:
    """Appointments we may not be able to keep."""
    return Appointment.objects.at_risk()


def in_time(first: date, last: date, at: datetime) -> QuerySet:
    """Customers who came within a quarter of an hour of their time; a time that was missed stays missed."""
    agreed = Coalesce("missed_start", "start")
    early, late = agreed - IN_TIME, agreed + IN_TIME
    return kept(first, last, at).filter(arrived_at__gte=early, arrived_at__lte=late)


def unmet(first: date, last: date, at: datetime) -> QuerySet:
    """Requests for services that we lack (SERVICE-R44)."""
    return UnmetRequest.objects.filter(**within("asked_at", first, last))


def rescues(first: date, last: date, at: datetime) -> QuerySet:
    """Rescues that are not over (SERVICE-R45)."""
    return Rescue.objects.open()


ITS_DAY = TruncDate("start")
BOARD, SEEN = StaffPerm.BOARD_SERVICE, AppointmentPerm.APPOINTMENT_VIEW
METRICS = [
    Metric(
        "SVC_APPT_RATE",
        _("Came by appointment"),
        "%",
        BOARD,
        came,
        address(status="arrived", kind="customers"),
        part=kept,
        day=ITS_DAY,
    ),
    Metric(
        "SVC_APPT_SHOW",
        _("Appointments kept"),
        "%",
        BOARD,
        due,
        address(status="due", kind="appointment"),
        part=kept,
        day=ITS_DAY,
    ),
    Metric(
        "SVC_APPT_ONTIME",
        _("Came in time"),
        "%",
        BOARD,
        kept,
        address(status="arrived", kind="appointment"),
        part=in_time,
        day=ITS_DAY,
    ),
    Metric(
        "APPT_UNREADY",
        _("Tomorrow's cars not ready"),
        CARS,
        SEEN,
        unready,
        as_now(period="tomorrow", status="expected", ready="no"),
        live=True,
        up=False,
    ),
    Metric(
        "APPT_AT_RISK",
        _("Appointments at risk"),
        CARS,
        SEEN,
        at_risk,
        as_now(period="all", status="at_risk"),
        live=True,
        up=False,
    ),
    Metric(
        "UNMET",
        _("Asked for what we lack"),
        _("requests"),
        BOARD,
        unmet,
        rows_at("unmet_list", ("since", "until")),
        day=TruncDate("asked_at"),
        up=False,
    ),
    Metric(
        "RESCUE_OPEN",
        _("Open rescues"),
        CARS,
        AppointmentPerm.RESCUE_WORK,
        rescues,
        rows_at("rescue_list", state="open"),
        live=True,
        up=False,
    ),
]
