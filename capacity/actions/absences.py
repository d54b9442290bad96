"""Enters, changes and ends absences of people and standstills of bays, tools and cars: claims that are blocked."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock
from capacity import rules
from capacity.actions import claims
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.perms import CapacityPerm
from core.errors import Refused, Stale, refuse


@transaction.atomic
def enter(resource: Resource, *, by: Access, at: datetime, start: datetime, end: datetime, reason: str) -> list[Claim]:
    """Enter that a person is absent (in all his seats) or a thing out of use; the same again changes nothing.

    Refused while appointments stand in the way; the refusal carries them as `standing`.
    """
    by.require(CapacityPerm.CAPACITY_MANAGE)
    refuse(rules.why_not_absence(start, end, by.store, at), field="end")
    start = max(start, at)
    seats = list(Resource.objects.locked([one.pk for one in rules.seats_of(resource)], by.store.pk))
    blocked = Claim.objects.filter(resource__in=seats, status=Claim.Status.BLOCKED).within(start, end)
    same = [claim for claim in blocked if claim.label == reason and claim.during.upper == end]
    if len(same) == len(seats) and all(claim.during.lower <= start for claim in same):
        return same
    refuse(_why_not_again(blocked.order_by("during").first(), by), field="start")
    _make_room(seats, start, end, at=at)
    kind = Claim.Kind.ABSENCE if resource.is_person else Claim.Kind.OUT_OF_USE
    facts = {"during": DateTimeTZRange(start, end), "status": Claim.Status.BLOCKED, "kind": kind, "label": reason}
    rows = [Claim.objects.create(store=by.store, resource=seat, **facts) for seat in seats]
    record(resource, "absent", by=by, at=at, note=reason, start=start.isoformat(), end=end.isoformat())
    return rows


def _why_not_again(claim: Claim | None, by: Access) -> str | None:
    if claim is None:
        return None
    starts, ends = (moment.astimezone(by.store.zone) for moment in (claim.during.lower, claim.during.upper))
    facts = {"from": f"{starts:%Y-%m-%d %H:%M}", "until": f"{ends:%Y-%m-%d %H:%M}"}
    return _("From %(from)s until %(until)s this is entered already. Change that one.") % facts


def _make_room(seats: list[Resource], start: datetime, end: datetime, *, at: datetime) -> None:
    """Release holds in the way; refuse, with the list, what appointments and work stand there."""
    rows = Claim.objects.filter(resource__in=seats).within(start, end)
    claims.release_held(rows)
    standing = list(rows.filter(status=Claim.Status.TAKEN).order_by("during", "pk"))
    if standing:
        sets = {claim.claim_set_id for claim in standing}
        words = _("Appointments stand in the way (%(count)s). Give each to somebody else, or move it, first.")
        raise Refused(words % {"count": len(sets)}, field="start", standing=sorted(claim.label for claim in standing))


@transaction.atomic
def change(
    absence: Claim, *, by: Access, at: datetime, end: datetime, opened_with: datetime | None = None
) -> list[Claim]:
    """Let an absence or standstill end earlier or later, in all seats of the person; the same end changes nothing.

    `opened_with` is the end that the person saw (promise P13).
    """
    by.require(CapacityPerm.CAPACITY_MANAGE)
    rows = _together(absence)
    until, start = rows[0].during.upper, rows[0].during.lower
    if end == until:
        return rows
    if opened_with and opened_with != until:
        raise Stale(_("Somebody has changed this since you opened it. Look at it again."))
    refuse(_why_not_over(until, at) or rules.why_not_absence(max(start, at), end, by.store, at), field="end")
    if end > until:
        seats = [row.resource for row in rows]
        others = Claim.objects.filter(resource__in=seats, status=Claim.Status.BLOCKED).within(until, end)
        refuse(_why_not_again(others.exclude(pk__in=[row.pk for row in rows]).first(), by), field="end")
        _make_room(seats, until, end, at=at)
    for row in rows:
        row.during = DateTimeTZRange(start, end)
        row.save(update_fields=["during"])
    record(absence.resource, "change absence", by=by, at=at, note=absence.label, end=end.isoformat())
    return rows


@transaction.atomic
def lift(absence: Claim, *, by: Access, at: datetime) -> None:
    """End an absence or standstill now; one that has not begun is taken back as a whole."""
    by.require(CapacityPerm.CAPACITY_MANAGE)
    rows = _together(absence)
    if rows[0].status != Claim.Status.BLOCKED or rows[0].during.upper <= at:
        return
    for row in rows:
        if row.during.lower >= at:
            claims.release(Claim.objects.filter(pk=row.pk))
        else:
            row.during = DateTimeTZRange(row.during.lower, at)
            row.save(update_fields=["during"])
    record(absence.resource, "lift", by=by, at=at, note=absence.label)


def _why_not_over(until: datetime, at: datetime) -> str | None:
    return _("This is over.") if until <= at else None


def _together(absence: Claim) -> list[Claim]:
    """The absence and its like in the other seats of the person, locked; its own row first, read again."""
    seats = list(Resource.objects.locked([one.pk for one in rules.seats_of(absence.resource)], absence.store_id))
    own = lock(absence)
    same = Claim.objects.filter(resource__in=seats, status=own.status, during=own.during, label=own.label)
    rest = same.filter(kind=own.kind).exclude(pk=own.pk).select_related("resource").order_by("resource_id")
    return [own, *rest]
