"""Acts on notices, people and their roles, stores, their hours and settings."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from accounts import rules
from accounts.access import Access
from accounts.log import record
from accounts.models.people import ApiToken, Membership, User
from accounts.models.records import Notice
from accounts.models.settings import StoreSetting
from accounts.models.stores import OpeningHours, Store, StoreDay
from accounts.perms import StaffPerm
from accounts.roles import Role
from accounts.settings import SETTINGS, followers_of
from accounts.transitions import lock
from core import logins
from core.errors import Refused, Stale, refuse

Hours = tuple[time, time] | None


@transaction.atomic
def acknowledge(notice: Notice, *, by: Access, at: datetime) -> Notice:
    """Acknowledge a notice; the time of its first reader counts (SERVICE-D7, SERVICE-R11)."""
    notice = lock(notice)
    if notice.acknowledged_at:
        return notice
    if notice.to_user_id not in (None, by.person.pk) or (notice.to_user_id is None and notice.to_role not in by.roles):
        raise Refused(_("This notice is addressed to somebody else."))
    notice.acknowledged_at, notice.acknowledged_by = at, by.user
    notice.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return notice


@transaction.atomic
def add_user(
    *,
    by: Access,
    at: datetime,
    username: str,
    name: str,
    password: str,
    role: str,
    store: Store | None = None,
    email: str = "",
    until: date | None = None,
) -> User:
    """Add a colleague with a first role; a user name of somebody else is refused at its field."""
    by.require(StaffPerm.USER_MANAGE)
    if User.objects.filter(login=logins.fold(username)).exists():
        raise Refused(_("This user name is taken."), field="username")
    user = User(username=username, name=name, email=email)
    user.set_password(password)
    user.save()
    add_membership(user, by=by, at=at, role=role, store=store, until=until)
    return user


@transaction.atomic
def add_membership(
    user: User, *, by: Access, at: datetime, role: str, store: Store | None = None, until: date | None = None
) -> Membership:
    """Give a person a role at a store (or at the group), with or without a last day; an ended one is renewed."""
    by.require(StaffPerm.USER_MANAGE)
    refuse(rules.why_not_membership(user, role, store), field="role")
    membership, _made = Membership.objects.update_or_create(
        user=user, role=role, store=store, defaults={"until": until}
    )
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Access, at: datetime) -> Membership:
    """End a role at this moment."""
    by.require(StaffPerm.USER_MANAGE)
    _lock_administrators()
    membership = lock(membership)
    if not membership.is_valid(at):
        return membership
    refuse(rules.why_not_end_membership(membership, by, at))
    membership.until = membership.today(at) - timedelta(days=1)
    membership.save(update_fields=["until"])
    return membership


@transaction.atomic
def reset_password(user: User, *, by: Access, at: datetime, password: str) -> User:
    """Set a new password; sessions and API tokens of the person end."""
    by.require(StaffPerm.USER_MANAGE)
    user = lock(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    _revoke_tokens(user, at)
    return user


@transaction.atomic
def disable_user(user: User, *, by: Access, at: datetime) -> User:
    """Disable a user: from the next request on nobody signs in with the name (promise P21)."""
    by.require(StaffPerm.USER_MANAGE)
    _lock_administrators()
    refuse(rules.why_not_disable(user, by, at))
    _revoke_tokens(user, at)
    return _switch(user, active=False)


@transaction.atomic
def enable_user(user: User, *, by: Access, at: datetime) -> User:
    """Enable a user again, with the roles that have not ended."""
    by.require(StaffPerm.USER_MANAGE)
    return _switch(user, active=True)


def _lock_administrators() -> None:
    """Lock the administrators: of two who remove each other, the second must wait for the first."""
    held = Membership.objects.select_for_update(no_key=True).filter(role=Role.SYSTEM_ADMIN)
    list(held.order_by("pk").values_list("pk"))


def _switch(user: User, *, active: bool) -> User:
    user = lock(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    return user


def _revoke_tokens(user: User, at: datetime) -> None:
    ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=at)


@transaction.atomic
def correct_store(store: Store, *, by: Access, at: datetime, **fields: Any) -> Store:
    """Correct the facts of a store: name, company, address, place, phone, time zone."""
    by.require(StaffPerm.SETTINGS_MANAGE)
    store = lock(store)
    for name, value in fields.items():
        setattr(store, name, value)
    store.save(update_fields=list(fields))
    return store


@transaction.atomic
def set_hours(store: Store, *, by: Access, at: datetime, week: dict[int, Hours]) -> Store:
    """Set the opening hours of each weekday (0 = Monday); None is closed, midnight to midnight is all day."""
    by.require(StaffPerm.SETTINGS_MANAGE)
    lock(store)
    for weekday, hours in week.items():
        if hours is None:
            OpeningHours.objects.filter(store=store, weekday=weekday).delete()
        else:
            times = {"opens": hours[0], "closes": hours[1]}
            OpeningHours.objects.update_or_create(store=store, weekday=weekday, defaults=times)
    return Store.objects.get(pk=store.pk)


@transaction.atomic
def set_day(store: Store, *, by: Access, at: datetime, on: date, hours: Hours, note: str = "") -> StoreDay:
    """Set a day that differs from its weekday: other hours, or closed (None); it replaces an earlier one."""
    by.require(StaffPerm.SETTINGS_MANAGE)
    if on < store.today(at):
        raise Refused(_("This day is over."), field="on")
    opens, closes = hours or (None, None)
    facts = {"closed": hours is None, "opens": opens, "closes": closes, "note": note}
    day, _made = StoreDay.objects.update_or_create(store=store, on=on, defaults=facts)
    with scope(store=store):  # the store may not be active, and then no scope contains it
        record(day, "set", by=by, at=at, note=note, on=on.isoformat())
    return day


@transaction.atomic
def clear_day(day: StoreDay, *, by: Access, at: datetime) -> None:
    """Delete the exception of a day: it has the hours of its weekday again."""
    by.require(StaffPerm.SETTINGS_MANAGE)
    with scope(store=day.store):
        record(day, "clear", by=by, at=at, on=day.on.isoformat())
    day.delete()


@transaction.atomic
def change_settings(values: dict[str, Any], *, by: Access, at: datetime, version: int | None = None) -> Store:
    """Change settings of the store (None: back to the default); what depends on them is computed again in this act.

    `version` is that of the page the person saw (promise P13). Values that hold already change nothing.
    """
    by.require(StaffPerm.SETTINGS_MANAGE)
    before, store = by.store, lock(by.store)
    changes = rules.changes_of(store, values)
    if not changes:
        return store
    if version is not None and version != store.settings_version:
        raise Stale(
            _("Somebody has changed this since you opened it. Look at it again."), version=store.settings_version
        )
    before.changed_settings = store.changed_settings
    store = rules.with_settings(store, changes)
    store.settings_version += 1
    store.save(update_fields=["changed_settings", "settings_version"])
    for key in changes:
        _keep_setting(key, before, store, by=by, at=at)
    for follower in followers_of(changes):
        follower.run(before, by=replace(by, store=store), at=at, commit=True)
    return store


def _keep_setting(key: str, before: Store, store: Store, *, by: Access, at: datetime) -> None:
    """Keep who changed a setting and when; the log has the old and the new value."""
    setting = SETTINGS[key]
    facts = {"changed_by": by.user, "changed_at": at, "value": setting.dump(setting.of(store))}
    row, _made = StoreSetting.objects.update_or_create(store=store, key=key, defaults=facts)
    was = setting.dump(setting.of(before))
    record(row, "change", by=by, at=at, key=key, before=was, after=facts["value"])
    if key not in store.changed_settings:
        row.delete()
