"""What the live audit is tested with: the judgement of an appointment, and the people who make it come true."""

from datetime import datetime, timedelta

from accounts import actions as house
from accounts.access import Access
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.audit import judge
from appointments.audit.verdicts import Judgement
from appointments.models.visits import Appointment
from customers.actions import outbox
from tests.factories.accounts import make_user
from tests.factories.appointments import make_ready


def judgements(visit: Appointment, at: datetime) -> dict[str, Judgement]:
    """The 23 judgements by code."""
    found = judge.of(visit.pk, store=visit.store, at=at)
    return {rule.code: judgement for rule, judgement in found.judgements.items()}


def states(visit: Appointment, at: datetime, *codes: str) -> list[str]:
    """How these rules stand."""
    found = judgements(visit, at)
    return [found[code].state.value for code in codes]


def evidence(visit: Appointment, at: datetime, code: str) -> list[tuple]:
    """(text, when, who) of what proves one rule."""
    return [(proof.text, proof.at, proof.by) for proof in judgements(visit, at)[code].evidence]


def advisor_of(visit: Appointment) -> Access:
    return Access.of(visit.advisor.user, [Role.SERVICE_ADVISOR], visit.store)


def parts_clerk(visit: Appointment) -> Access:
    return Access.of(make_user(Role.PARTS_CLERK, store=visit.store), [Role.PARTS_CLERK], visit.store)


def acknowledge(visit: Appointment, at: datetime, by: Access) -> None:
    """Somebody takes note of the latest word about an appointment that is meant for him."""
    rows = Notice.objects.to(by.user, by.roles).filter(subject_id=visit.pk).waiting()
    house.acknowledge(rows.order_by("-created_at", "-pk")[0], by=by, at=at)


def send_all(at: datetime) -> None:
    """Whatever is due leaves."""
    outbox.sweep(at=at)
    while message := outbox.claim(at=at):
        outbox.dispatch(message, at=at)


def prepare_all(visit: Appointment, at: datetime, by: Access | None = None) -> None:
    """Every group that is needed is ticked and signed for, by the advisor unless by somebody else."""
    make_ready(visit, by=by or advisor_of(visit), at=at)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
