"""A stay is made shorter again, and never shorter than its work."""

from datetime import timedelta

import pytest

from appointments.actions import moving, stays
from appointments.models.visits import Appointment
from appointments.rules.stays import least_end, why_not_shorten
from capacity.models.claims import Claim
from core.errors import Refused, Stale
from tests.appointments.conftest import local
from tests.factories.appointments import make_appointment

HALF = timedelta(minutes=30)


@pytest.fixture
def longer(store, shop, car, at, by):
    """A visit of an hour that was given half an hour more."""
    visit = make_appointment(store, at, local(24, 10), vehicle=car)
    return moving.extend(visit, by=by, at=at, until=visit.end + HALF)


def test_what_is_given_back_is_free(longer, by, at):
    end = longer.end - HALF
    assert stays.shorten(longer, by=by, at=at, until=end).end == end
    uppers = Claim.objects.filter(claim_set=longer.claim_set).exclude(resource__kind="advisor")
    assert {claim.during.upper for claim in uppers} == {end}
    assert stays.shorten(longer, by=by, at=at, until=end).end == end
    advisor = Claim.objects.get(claim_set=longer.claim_set, resource__kind="advisor")
    assert advisor.during.upper < end


def test_a_stay_never_ends_before_its_work(longer, by, at):
    with pytest.raises(Refused, match="takes until 11:00"):
        stays.shorten(longer, by=by, at=at, until=longer.end - 2 * HALF)
    assert Appointment.objects.get(pk=longer.pk).end == longer.end


def test_who_saw_another_time_is_told(longer, by, at):
    moving.reschedule(longer, by=by, at=at, start=local(24, 14))
    with pytest.raises(Stale):
        stays.shorten(longer, by=by, at=at, until=longer.end - HALF, time_version=longer.time_version)


def test_reasons(longer, at):
    end = longer.end - HALF
    assert least_end(longer) == end
    assert why_not_shorten(longer, end, at) is None
    assert "still to come" in why_not_shorten(longer, end, end)
    longer.freed_at = at
    assert "has ended" in why_not_shorten(longer, end, at)
    longer.status = "cancelled"
    assert "cancelled" in why_not_shorten(longer, end, at)
