"""What can be wished of the workshop, both ways."""

from datetime import timedelta

import pytest

from capacity import rules
from capacity.models.resources import BayType, Resource
from capacity.slots.stages import Stage
from tests.appointments.conftest import local

STAGE = Stage("GEN", "T2", False, ("OP",), 4)


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (local(24, 8), None),
        (local(24, 17, 30), None),
        (local(23, 8, 30), "This time has passed."),
        (local(24, 8) + timedelta(days=366), "Appointments are made at most a year ahead."),
        (local(24, 8, 15), "Appointments start on the hour or the half-hour."),
        (local(24, 7, 30), "The store is closed at that time."),
        (local(24, 18), "The store is closed at that time."),
    ],
)
def test_when_an_appointment_may_start(store, at, start, reason):
    assert rules.why_not_start(start, store, at) == reason


@pytest.mark.parametrize(
    ("kind", "resource", "reason"),
    [
        ("bay", None, None),
        ("bay", Resource(kind="bay", name="1", bay_type=BayType(code="GEN")), None),
        ("bay", Resource(kind="bay", name="1", bay_type=BayType(code="PAINT")), "This work needs another kind of bay."),
        ("bay", Resource(kind="technician", name="小周"), "小周 cannot be booked."),
        ("technician", Resource(kind="technician", name="小周", active=False), "小周 cannot be booked."),
        ("technician", Resource(kind="technician", name="小周", skills=["T1", "T2"]), None),
        ("technician", Resource(kind="technician", name="小周", skills=["T1"]), "小周 lacks the skill for this work."),
    ],
)
def test_whoever_is_named_can_do_it(kind, resource, reason):
    assert rules.why_not_named(resource, kind, STAGE) == reason
