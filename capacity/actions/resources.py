"""Adds bays, people, tools and cars to a store's capacity, corrects them, and puts them out of use for good."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import record, take_turn
from accounts.transitions import lock, refuse_stale
from capacity import rules
from capacity.models.resources import Resource
from capacity.perms import CapacityPerm
from core.errors import refuse


@transaction.atomic
def add(*, by: Access, at: datetime, kind: str, **facts: Any) -> Resource:
    """Add a bay, a person, a tool or a loan car. A person takes the name he has at the store."""
    by.require(CapacityPerm.CAPACITY_MANAGE)
    take_turn(by.store, "capacity")
    resource = _filled(Resource(store=by.store, kind=kind), facts)
    refuse(rules.why_not_resource(resource, by.store, at), field="name")
    resource.save()
    record(resource, "add", by=by, at=at)
    return resource


@transaction.atomic
def correct(resource: Resource, *, by: Access, at: datetime, version: int, **facts: Any) -> Resource:
    """Correct the name, the kind of bay, the skills or the end of a certificate; the same again changes nothing."""
    by.require(CapacityPerm.CAPACITY_MANAGE)
    take_turn(by.store, "capacity")
    resource = lock(resource)
    refuse_stale(resource, version)
    changed = sorted(name for name, value in facts.items() if getattr(resource, name) != value)
    if not changed:
        return resource
    _filled(resource, facts)
    refuse(rules.why_not_resource(resource, by.store, at), field=changed[0])
    resource.version += 1
    resource.save()
    record(resource, "correct", by=by, at=at, fields=changed)
    return resource


@transaction.atomic
def retire(resource: Resource, *, by: Access, at: datetime) -> Resource:
    """Put something or somebody out of use for good; refused while appointments stand on it."""
    by.require(CapacityPerm.CAPACITY_MANAGE)
    resource = lock(resource)
    if not resource.active:
        return resource
    refuse(rules.why_not_retire(resource, at))
    return _switch(resource, "retire", active=False, by=by, at=at)


@transaction.atomic
def use_again(resource: Resource, *, by: Access, at: datetime) -> Resource:
    """Put something or somebody into use again."""
    by.require(CapacityPerm.CAPACITY_MANAGE)
    take_turn(by.store, "capacity")
    resource = lock(resource)
    if resource.active:
        return resource
    refuse(rules.why_not_resource(resource, by.store, at))
    return _switch(resource, "use again", active=True, by=by, at=at)


def _switch(resource: Resource, verb: str, *, active: bool, by: Access, at: datetime) -> Resource:
    resource.active = active
    resource.version += 1
    resource.save(update_fields=["active", "version"])
    record(resource, verb, by=by, at=at)
    return resource


def _filled(resource: Resource, facts: dict[str, Any]) -> Resource:
    for name, value in facts.items():
        setattr(resource, name, value)
    if resource.user and not resource.name:
        resource.name = resource.user.name
    return resource
