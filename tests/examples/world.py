"""A store with a workshop, people, prices and stock; another store beside it; one call of the API in it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import time_machine
from django.db import transaction
from django.test import Client
from django.utils import translation
from django.utils.timezone import localtime
from django_scopes import scope

from accounts import tokens
from accounts.models.people import User
from accounts.models.stores import Store
from accounts.roles import Role
from service.actions import findings
from tests import databases
from tests.factories import billing, customers, followup, sales, service
from tests.factories.accounts import make_store, make_user


@dataclass(frozen=True)
class Call:
    """Who posts what where, and the status of the answer when all is right."""

    by: User
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    code: int = 200

    @property
    def elsewhere(self) -> str:
        """The same address at a store that is not there."""
        return f"{self.path.partition('?')[0]}?store=XX"

    def but(self, **changes) -> "Call":
        return Call(self.by, self.path, self.body | changes, self.code)


class World:
    """The store is set up in the morning (`at`); calls are made in the early afternoon (`now`)."""

    def __init__(self, store: Store, other: Store, at: datetime):
        self.store, self.other, self.at = store, other, at
        self.now = at + timedelta(hours=5)
        service.make_workshop(store, at)

    def someone(self, role: Role) -> User:
        return make_user(role, store=self.store)

    @cached_property
    def car(self):
        return customers.make_vehicle(customers.make_customer(self.store), mileage=38_000)

    def when(self, **ahead) -> str:
        """A moment after now, as the API takes it."""
        return localtime(self.now + timedelta(**ahead)).isoformat()

    def day(self, days: int) -> str:
        return (self.now + timedelta(days=days)).date().isoformat()

    @cached_property
    def theirs(self) -> dict[str, int]:
        """Keys of the other store's things, by the name a body gives them."""
        with scope(store=self.other):
            order = service.make_in_work(self.other, self.at)
            finding = findings.find(order, by=service.advisor(self.other), at=self.at, text="后片 3 mm")
            extra = service.ask(order, self.at)
            job = order.jobs.get()
            visit = sales.make_visit(self.other, at=self.at)
            task = followup.make_call(self.other, self.at)
            estimate = billing.make_approved(order.vehicle, self.at, [service.PADS])
        visit_keys = {"visit": visit.pk, "to": visit.by_id, "owner": visit.by_id}
        resources = {"bay": job.bay_id, "technician": job.technician_id, "advisor": order.appointment.advisor_id}
        return {
            "vehicle": order.vehicle_id, "customer": order.customer_id, "appointment": order.appointment_id,
            "estimate": estimate.pk, "job": job.pk, "jobs": job.pk, "line": job.line_id, "finding": finding.pk,
            "extra_work": extra.pk, "task": task.pk, **visit_keys, **resources,
        }  # fmt: skip


@contextmanager
def built_once(at: datetime) -> Iterator[World]:
    """A world for all tests of a module, taken back at its end: each test works in a copy and takes back its own."""
    with transaction.atomic(), translation.override("en"), time_machine.travel(at, tick=False) as clock:
        store, other = make_store("SH01"), make_store("SH02")
        with scope(store=store):
            world = World(store, other, at)
            clock.move_to(world.now)
            databases.check_keys()
            yield world
        transaction.set_rollback(True)


def client_for(user: User, at: datetime, language: str = "en") -> Client:
    """A program with this person's token; an unforeseen error is an answer of 500, not the test's end."""
    headers = {"Authorization": f"Token {tokens.issue(user, at=at)}", "Accept-Language": language}
    return Client(headers=headers, raise_request_exception=False)


def send(client: Client, path: str, body: Any, *, kind: str = "application/json", **headers):
    """One POST; text and bytes go as they are."""
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.generic("POST", f"/api/v1{path}", raw, content_type=kind, headers=headers)


def tried(client: Client, path: str, body: Any, **how):
    """The same; what was done is undone, so that the next call finds the world as it was. A refusal stays as it is."""
    with transaction.atomic():
        answer = send(client, path, body, **how)
        transaction.set_rollback(answer.status_code not in range(400, 500))
    return answer
