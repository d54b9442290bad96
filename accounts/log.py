"""Writes the log, notices and document numbers, in the transaction of their act."""

from datetime import datetime
from typing import Any

from django.db import connection

from accounts.access import Access
from accounts.models.people import User
from accounts.models.records import Activity, Counter, Notice
from accounts.models.stores import Store
from accounts.register import PERSON, NoticeKind, verbs
from accounts.roles import Role


def record(thing, verb: str, *, by: Access, at: datetime, note: str = "", moved=("", ""), **facts: Any) -> Activity:
    """Log who did what to a thing of the store (P26); its app must declare the verb."""
    line = line_of(thing, verb, by=by, at=at, note=note, moved=moved, **facts)
    line.save(force_insert=True)
    return line


def line_of(thing, verb: str, *, by: Access, at: datetime, note: str = "", moved=("", ""), **facts: Any) -> Activity:
    """The line of the log about an act; the caller saves it, together with others."""
    _declared(type(thing), verb)
    return Activity(
        store_id=thing.store_id,
        subject=thing._meta.label_lower,
        subject_id=thing.pk,
        verb=verb,
        from_status=moved[0],
        to_status=moved[1],
        note=note,
        facts=facts,
        actor_kind=by.actor_kind,
        actor=by.user,
        at=at,
    )


def record_all(model, keys: list[int], verb: str, *, by: Access, at: datetime, moved=("", "")) -> None:
    """Log the same act for many things of one store, in one statement."""
    _declared(model, verb)
    lines = [
        Activity(
            store=by.store,
            subject=model._meta.label_lower,
            subject_id=key,
            verb=verb,
            from_status=moved[0],
            to_status=moved[1],
            actor_kind=by.actor_kind,
            actor=by.user,
            at=at,
        )
        for key in keys
    ]
    Activity.objects.bulk_create(lines)


def _declared(model, verb: str) -> None:
    if (model._meta.app_label, verb) not in verbs():
        raise LookupError(f"“{verb}” stands in no verbs.py of {model._meta.app_label}.")


def notify(kind: NoticeKind, **facts: Any) -> Notice:
    """Send a notice to a colleague, or to a role at the store (see `notice_of`)."""
    notice = notice_of(kind, **facts)
    notice.save(force_insert=True)
    return notice


def notice_of(
    kind: NoticeKind, *, about, at: datetime, to: User | None = None, role: Role | str = "", url: str = "", **facts: Any
) -> Notice:
    """A notice to a colleague or to a role at the store; the caller saves it, together with others.

    `facts` fill the text of its kind. A kind with one role needs no `role`.
    """
    role = "" if to else role or kind.role
    if (PERSON if to else role) not in kind.to:
        raise LookupError(f"A notice “{kind}” does not go there.")
    return Notice(
        store_id=about.store_id,
        to_user=to,
        to_role=role,
        kind=kind,
        facts=facts,
        url=url,
        subject=about._meta.label_lower,
        subject_id=about.pk,
        created_at=at,
    )


def answer_notices(kind: NoticeKind, *, about, by: Access, at: datetime) -> int:
    """Mark notices of a kind as read, because what they asked for is done (SERVICE-R11). Returns their count."""
    waiting = Notice.objects.waiting().filter(store_id=about.store_id, kind=kind)
    these = waiting.filter(subject=about._meta.label_lower, subject_id=about.pk)
    return these.update(acknowledged_at=at, acknowledged_by=by.user)


def next_number(store: Store, kind: str, year: int) -> int:
    """The next number of a kind at a store in a year, without gaps and duplicates (promise P16).

    The counter row stays locked until the transaction ends, so call it as late as possible; a rollback gives it back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_counter (store_id, kind, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (store_id, kind, year) DO UPDATE SET last = accounts_counter.last + 1 RETURNING last",
            [store.pk, kind, year],
        )
        return cursor.fetchone()[0]


def take_turn(store: Store, what: str) -> None:
    """Wait until no other transaction of the store is at this task; the next one waits for ours.

    It locks a row of the store, because the rows of stores and users belong to the whole group.
    """
    Counter.objects.select_for_update(no_key=True).get_or_create(store=store, kind=what, year=0)
