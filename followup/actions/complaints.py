"""Acts on a complaint, from its opening to its verified end."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.log import next_number, notify, record
from accounts.models.people import User
from accounts.models.records import Activity
from accounts.models.stores import Store
from accounts.roles import Role
from accounts.transitions import lock, move
from core.errors import Refused, refuse
from customers.models.people import Customer
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from followup.notices import FollowupNotice
from followup.perms import FollowupPerm
from followup.rules import complaints, hours
from followup.settings import CHECKED
from vehicles.models import Vehicle

S = Complaint.Status
SALES = {Complaint.Category.PROMISE}
AGREES = gettext_noop("The customer agrees (checking call).")


@transaction.atomic
def open_complaint(
    customer: Customer,
    *,
    by: Access,
    at: datetime,
    category: str,
    words: str,
    vehicle: Vehicle | None = None,
    task: CallTask | None = None,
    about: str = "",
    about_url: str = "",
) -> Complaint:
    """Open a complaint with the customer's words, a number and three clocks; the manager is told. One for a call."""
    by.require(FollowupPerm.COMPLAINT_OPEN)
    if task and (earlier := Complaint.objects.filter(task=task).first()):
        refuse(complaints.why_not_open_again(earlier, category, words))
        return earlier
    complaint = Complaint.objects.create(
        store=by.store,
        number=_number(by, at),
        customer=customer,
        vehicle=vehicle,
        task=task,
        about=about,
        about_url=about_url,
        category=category,
        words=words,
        received_at=at,
        **complaints.clocks(by.store, at),
    )
    record(complaint, "open", by=by, at=at, note=words, category=category)
    role = Role.SALES_MANAGER if category in SALES else Role.SERVICE_MANAGER
    notify(FollowupNotice.COMPLAINT_OPENED, at=at, role=role, **_named(complaint))
    return complaint


@transaction.atomic
def take_complaint(complaint: Complaint, *, by: Access, at: datetime, owner: User | None = None) -> Complaint:
    """Take charge, oneself or for a named colleague. The first time stops the clock to react."""
    by.require(FollowupPerm.COMPLAINT_WORK)
    complaint = lock(complaint)
    refuse(complaints.why_not_take(complaint, by))
    owner = owner or by.person
    if complaint.owner_id == owner.pk and complaint.status != S.ESCALATED:
        return complaint
    if complaint.status in {S.ASSIGNED, S.IN_PROGRESS}:
        complaint.owner = owner
        complaint.save(update_fields=["owner"])
        record(complaint, "hand over", by=by, at=at, note=str(owner))
    else:
        taken_at = complaint.taken_at or at
        complaint = move(complaint, "take", by=by, at=at, note=str(owner), owner=owner, taken_at=taken_at)
    if owner != by.user:
        notify(FollowupNotice.COMPLAINT_GIVEN, at=at, to=owner, **_named(complaint))
    return complaint


@transaction.atomic
def answer_complaint(complaint: Complaint, *, by: Access, at: datetime, answer: str) -> Complaint:
    """Record what the customer was told that we do, and until when. The first answer stops its clock."""
    by.require(FollowupPerm.COMPLAINT_WORK)
    complaint = lock(complaint)
    facts = {"answered_at": complaint.answered_at or at, "answer": answer}
    if complaint.status != S.IN_PROGRESS:
        return move(complaint, "answer", by=by, at=at, note=answer, **facts)
    if complaint.answer == answer:
        return complaint
    complaint.answer = answer
    complaint.save(update_fields=["answer"])
    record(complaint, "answer", by=by, at=at, note=answer)
    return complaint


@transaction.atomic
def escalate_complaint(complaint: Complaint, *, by: Access, at: datetime, reason: str) -> Complaint:
    """Escalate to the general manager. The system does so when a clock has run out."""
    was = lock(complaint).status
    complaint = move(complaint, "escalate", by=by, at=at, note=reason, escalated_at=at)
    if was == S.ESCALATED:
        return complaint
    notify(FollowupNotice.COMPLAINT_ESCALATED, at=at, **_named(complaint))
    return complaint


@transaction.atomic
def resolve_complaint(complaint: Complaint, *, by: Access, at: datetime, remedy: str, cause: str) -> Complaint:
    """Record the remedy and the cause; a day later the customer is asked about it (SERVICE-R27)."""
    facts = {"resolved_at": at, "remedy": remedy, "cause": cause}
    complaint = move(complaint, "resolve", by=by, at=at, note=remedy, **facts)
    _plan_check(complaint, by=by, at=at)
    return complaint


def close_complaint(complaint: Complaint, *, by: Access, at: datetime, note: str = "") -> Complaint:
    """Close a complaint: the customer agrees, as another person than who solved it records."""
    return move(complaint, "close", by=by, at=at, note=note, closed_at=at)


def close_checked(complaint: Complaint, *, by: Access, at: datetime) -> Complaint:
    """Close a complaint because the customer agreed in the checking call, whoever asked him."""
    return move(complaint, "close_checked", by=by, at=at, note=AGREES, closed_at=at)


@transaction.atomic
def reopen_complaint(complaint: Complaint, *, by: Access, at: datetime, reason: str) -> Complaint:
    """Reopen a complaint with which the customer does not agree; the clock to solve it never stopped.

    Said again with the same reason it changes nothing.
    """
    by.require(FollowupPerm.COMPLAINT_WORK)
    complaint = lock(complaint)
    if complaint.status == S.IN_PROGRESS and _reason_of_reopening(complaint) == reason:
        return complaint
    if complaint.status != S.RESOLVED:
        raise Refused(_("Only a solved complaint is taken up again."))
    complaint = move(complaint, "reopen", by=by, at=at, note=reason, resolved_at=None)
    notify(FollowupNotice.COMPLAINT_REOPENED, at=at, to=complaint.owner, **_named(complaint))
    return complaint


def _reason_of_reopening(complaint: Complaint) -> str | None:
    """Why the complaint was taken up again, when that was the last move it made."""
    last = Activity.objects.about(complaint).filter(verb="move").order_by("-pk").first()
    return last.note if last and last.from_status == S.RESOLVED else None


def _plan_check(complaint: Complaint, *, by: Access, at: datetime) -> None:
    """Plan the checking call, one for each complaint; after a second solution a person closes it."""
    check = CallTask(
        store=by.store,
        kind=CallTask.Kind.COMPLAINT_CHECK,
        source_id=complaint.pk,
        customer_id=complaint.customer_id,
        vehicle_id=complaint.vehicle_id,
        about=complaint.number,
        about_url=complaint.get_absolute_url(),
        urgency=CallTask.Urgency.SOON,
        due_at=hours.call_time(by.store, at + CHECKED.span(by.store)),
        created_at=at,
    )
    CallTask.objects.bulk_create([check], ignore_conflicts=True)


def _named(complaint: Complaint) -> dict[str, Any]:
    """The facts that a notice about a complaint shows."""
    names = {"number": complaint.number, "customer": str(complaint.customer)}
    return {"about": complaint, "url": complaint.get_absolute_url(), **names}


def _number(by: Access, at: datetime) -> str:
    year = by.store.today(at).year
    return f"C{year % 100:02d}{next_number(by.store, 'complaint', year):06d}"


def follow_settings(before: Store, *, by: Access, at: datetime, commit: bool) -> int:
    """Set the running clocks of open complaints by the new settings; expired ones stay. Returns how many moved."""
    running = Complaint.objects.open().filter(solve_due_at__gt=at).order_by("pk")
    moved = [row for row in running if _wind(row, by=by, at=at)]
    if commit and moved:
        Complaint.objects.bulk_update(moved, ["react_due_at", "answer_due_at", "solve_due_at"])
    return len(moved)


def _wind(complaint: Complaint, *, by: Access, at: datetime) -> bool:
    """Set the running clocks of a complaint, none of them into the past. Returns whether one has changed."""
    lengths = complaints.clocks(by.store, complaint.received_at)
    running = {name: max(due, at) for name, due in lengths.items() if getattr(complaint, name) > at}
    others = {name: due for name, due in running.items() if due != getattr(complaint, name)}
    for name, due in others.items():
        setattr(complaint, name, due)
    return bool(others)
