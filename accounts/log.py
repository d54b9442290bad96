"""The log, notices to staff, and numbers: written inside the transaction of the act they belong to."""

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
    """Write down who did what to a thing of the store (P26); a verb that its app does not declare is refused."""
    _declared(type(thing), verb)
    return Activity.objects.create(
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
    """The same line of the log for many things of one store, in one statement."""
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
    """Tell a colleague, or everybody of a role at the store, as `notice_of` says."""
    notice = notice_of(kind, **facts)
    notice.save(force_insert=True)
    return notice


def notice_of(
    kind: NoticeKind, *, about, at: datetime, to: User | None = None, role: Role | str = "", url: str = "", **facts: Any
) -> Notice:
    """A notice to a colleague, or to everybody of a role at the store, for the caller to write together with others.

    `facts` fill the words of its kind. A kind that goes to one role needs not say which.
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
    """What a kind of notice asked for is done, so it is read, whoever did it (SERVICE-R11). How many were waiting."""
    waiting = Notice.objects.waiting().filter(store_id=about.store_id, kind=kind)
    these = waiting.filter(subject=about._meta.label_lower, subject_id=about.pk)
    return these.update(acknowledged_at=at, acknowledged_by=by.user)


def next_number(store: Store, kind: str, year: int) -> int:
    """The next number of a kind at a store in a year, without gap or twin (promise P16).

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
    """Wait for whoever is at this in the store; the next one waits until our transaction ends.

    The row that is locked is the store's own, because the row of the store, or of a user, is one for the whole group.
    """
    Counter.objects.select_for_update(no_key=True).get_or_create(store=store, kind=what, year=0)
