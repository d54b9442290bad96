"""Organisations: graded, contacted under the ceiling, first in the list by weight (SALES-30 to 43)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import Refused, Stale
from sales.actions import organisations
from sales.models.organisations import Organisation
from tests.factories.sales import make_lead, make_organisation

DAY = timedelta(days=1)


def contact(organisation, by, at, **facts):
    return organisations.contact_organisation(organisation, by=by, at=at, **{"channel": "call"} | facts)


def test_an_organisation_belongs_to_whoever_found_it(store, li, at):
    """SALES-25: apart from the leads of persons."""
    organisation = make_organisation(store, by=li, name="华东电力", phone="021-68881234", segment="enterprise")
    assert (organisation.owner, organisation.customer.kind) == (li.user, "organisation")
    assert organisation.customer.phones.get().number == "02168881234"


def test_a_phone_that_is_known_is_refused(store, li):
    make_lead(store, phone="13800138000")
    with pytest.raises(Refused) as refusal:
        make_organisation(store, by=li, phone="13800138000")
    assert refusal.value.field == "phone"
    assert Organisation.objects.count() == 0


def test_the_grade_follows_the_numbers_at_once(store, li, at):
    organisation = make_organisation(store, by=li, cycle_months=None, average_batch=None)
    organisations.correct_organisation(organisation, by=li, at=at, version=1, cycle_months=24, average_batch=9)
    assert Organisation.objects.with_grade(store).get().grade == "C"
    with pytest.raises(Stale):
        organisations.correct_organisation(organisation, by=li, at=at, version=1, average_batch=1)


def test_we_start_one_contact_in_five_days_across_all_staff(store, li, zhang, at):
    organisation = make_organisation(store, by=li)
    contact(organisation, li, at)
    with pytest.raises(Refused, match="2026-11-28"):
        contact(organisation, zhang, at + 4 * DAY)
    organisation = contact(organisation, zhang, at + 5 * DAY)
    assert (organisation.contacts.count(), organisation.last_contact_at) == (2, at + 5 * DAY)


def test_a_contact_they_start_is_free(store, li, at):
    organisation = make_organisation(store, by=li)
    contact(organisation, li, at)
    contact(organisation, li, at + DAY, started_by_us=False)
    with pytest.raises(Refused):
        contact(organisation, li, at + 2 * DAY)
    contact(organisation, li, at + 5 * DAY)


def test_a_contact_written_down_later_obeys_the_ceiling_too(store, li, at):
    organisation = make_organisation(store, by=li)
    contact(organisation, li, at)
    with pytest.raises(Refused):
        contact(organisation, li, at, contacted_at=at - 3 * DAY)
    organisation = contact(organisation, li, at, contacted_at=at - 9 * DAY)
    assert organisation.last_contact_at == at


def test_a_contact_of_the_future_or_without_permission_is_refused(store, li, manager, at):
    organisation = make_organisation(store, by=li)
    with pytest.raises(Refused) as refusal:
        contact(organisation, li, at, contacted_at=at + DAY)
    assert refusal.value.field == "at"
    with pytest.raises(PermissionDenied):
        contact(organisation, manager, at)


def test_a_organisations_come_first_and_ungraded_ones_last(store, at):
    numbers = {"D": (24, 1), "A": (6, 9), "": (None, 1), "B": (6, 1), "C": (24, 9)}
    for name, (cycle, batch) in numbers.items():
        make_organisation(store, name=f"单位{name}", cycle_months=cycle, average_batch=batch)
    listed = [organisation.grade for organisation in Organisation.objects.with_grade(store).by_weight()]
    assert listed == ["A", "B", "C", "D", ""]
