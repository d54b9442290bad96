"""Leads, visits and organisations, made by the actions of the house."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django_scopes import scope

from accounts.access import Access
from accounts.models.stores import Store
from accounts.roles import Role
from sales.actions import organisations, visits
from sales.models.leads import Lead
from sales.models.organisations import Organisation
from sales.models.visits import CanvassVisit
from sales.rules.revisits import interval_of
from tests.factories.accounts import make_user
from tests.factories.customers import MONDAY, new_phone


def seller_at(store, name: str = "小李") -> Access:
    """A salesperson; the same name gives the same person."""
    user = make_user(Role.SALES_CONSULTANT, store=store, name=name, username=f"{name}@{store.code}")
    return Access.of(user, [Role.SALES_CONSULTANT], store)


def due_after(grade: str, day: date) -> date:
    """When somebody of this grade is due whose last contact was on this day, in a store that never closes."""
    return day + timedelta(days=interval_of(Store(), grade))


def make_visit(store, *, by: Access | None = None, at: datetime = MONDAY, **told) -> CanvassVisit:
    """A canvassing visit where somebody was met (grade A, a new phone) unless told otherwise."""
    told = {"client_id": uuid4(), "outcome": "met", "visited_at": at, "grade": "A", "phone": new_phone()} | told
    with scope(store=store):
        return visits.log_visit(by=by or seller_at(store), at=at, **told)


def make_lead(store, *, by: Access | None = None, at: datetime = MONDAY, **told) -> Lead:
    """A lead from a visit, of grade A unless told otherwise."""
    return make_visit(store, by=by, at=at, **told).lead


def make_organisation(store, *, by: Access | None = None, at: datetime = MONDAY, **facts) -> Organisation:
    facts = {"name": "示范出租公司", "cycle_months": 12, "average_batch": 5} | facts
    with scope(store=store):
        return organisations.add_organisation(by=by or seller_at(store), at=at, **facts)
