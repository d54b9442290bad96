"""Visits, leads and their ownership, organisations."""

from datetime import timedelta
from uuid import uuid4

from accounts.access import Access
from accounts.roles import Role
from sales.actions import automation
from sales.models.leads import Lead
from tests.examples.world import Call, World
from tests.factories.customers import new_phone
from tests.factories.sales import make_lead, make_organisation, make_visit, seller_at

DAY = timedelta(days=1)


def me(world: World) -> Access:
    return Access.of(world.someone(Role.SALES_CONSULTANT), [Role.SALES_CONSULTANT], world.store)


def visit(world: World) -> Call:
    told = {"outcome": "met", "visited_at": world.at.isoformat(), "grade": "A", "phone": new_phone(), "name": "张伟"}
    place = {"latitude": "31.230400", "longitude": "121.473700", "accuracy": 12, "place": "陆家嘴花园"}
    return Call(me(world).user, "/canvass-visits/", {"client_id": str(uuid4()), "note": "比价中", **told, **place}, 201)


def on_mine(act: str, body=None, **told):
    """An act on a lead of my own, of grade A unless told otherwise."""

    def make(world: World) -> Call:
        lead = make_lead(world.store, by=me(world), at=world.at, **told)
        return Call(me(world).user, f"/leads/{lead.pk}/{act}/", body(world) if callable(body) else body or {})

    return make


def contact(world: World) -> dict:
    told = {"channel": "call", "effective": True, "at": world.at.isoformat(), "note": "聊了油耗"}
    return told | {"grade": "A", "expected_by": world.day(20), "next_due_on": world.day(5)}


def in_review(world: World) -> Lead:
    lead = make_lead(world.store, by=me(world), at=world.at - 9 * DAY, grade="O")
    automation.review_expired(by=Access.system(world.store), at=world.now)
    return lead


def review(world: World) -> Call:
    told = {"answer": "postponed", "reason": "等新款", "grade": "B", "expected_by": world.day(60)}
    return Call(me(world).user, f"/leads/{in_review(world).pk}/review/", told)


def undo_grade(world: World) -> Call:
    lead = make_lead(world.store, by=me(world), at=world.at - 65 * DAY, grade="B")
    automation.tighten(by=Access.system(world.store), at=world.at)
    return Call(me(world).user, f"/leads/{lead.pk}/undo-grade/")


def correct(world: World) -> Call:
    lead = make_lead(world.store, by=me(world), at=world.at)
    answers = {"need": "yes", "means": "unknown", "authority": "no"}
    body = {"version": lead.version, **answers, "family": "朗逸", "source": "canvass", "note": "首付三成"}
    return Call(me(world).user, f"/leads/{lead.pk}/correct/", body)


def reassign(world: World) -> Call:
    lead = make_lead(world.store, by=me(world), at=world.at)
    body = {"to": seller_at(world.store, "小李").user.pk, "reason": "轮休"}
    return Call(world.someone(Role.SALES_MANAGER), f"/leads/{lead.pk}/reassign/", body)


def on_his(act: str):
    """A choice about a colleague's lead that my visit met."""

    def make(world: World) -> Call:
        phone = new_phone()
        lead = make_lead(world.store, by=seller_at(world.store, "小李"), at=world.at, phone=phone)
        visit = make_visit(world.store, by=me(world), at=world.at, phone=phone)
        return Call(me(world).user, f"/leads/{lead.pk}/{act}/", {"visit": visit.pk, "reason": "老同学"})

    return make


def organisation(world: World) -> Call:
    facts = {"name": "华东电力", "phone": "021-68881234", "credit_code": "", "segment": "国企"}
    return Call(me(world).user, "/organisations/", facts | {"cycle_months": 12, "average_batch": 5}, 201)


def correct_organisation(world: World) -> Call:
    found = make_organisation(world.store, by=me(world), at=world.at)
    body = {"version": found.version, "segment": "国企", "cycle_months": 24, "average_batch": 2}
    return Call(me(world).user, f"/organisations/{found.pk}/correct/", body)


def contact_organisation(world: World) -> Call:
    found = make_organisation(world.store, by=me(world), at=world.at)
    told = {"channel": "visit", "started_by_us": True, "with_whom": "后勤处", "at": world.at.isoformat(), "note": "x"}
    return Call(me(world).user, f"/organisations/{found.pk}/contacts/", told)


CALLS = {
    "/canvass-visits/": visit,
    "/leads/{id}/contacts/": on_mine("contacts", contact),
    "/leads/{id}/postpone/": on_mine("postpone", lambda world: {"due_on": world.day(8), "reason": "出差"}),
    "/leads/{id}/regrade/": on_mine("regrade", lambda world: {"expected_by": world.day(60), "reason": "等新款"}),
    "/leads/{id}/extend/": on_mine("extend", lambda world: {"until": world.day(6), "reason": "等贷款"}, grade="O"),
    "/leads/{id}/review/": review,
    "/leads/{id}/undo-grade/": undo_grade,
    "/leads/{id}/correct/": correct,
    "/leads/{id}/win/": on_mine("win", {"note": "朗逸"}),
    "/leads/{id}/lose/": on_mine("lose", {"reason": "price", "lost_to": "别家", "note": ""}),
    "/leads/{id}/reassign/": reassign,
    "/leads/{id}/yield/": on_his("yield"),
    "/leads/{id}/join/": on_his("join"),
    "/leads/{id}/transfer/": on_his("transfer"),
    "/leads/{id}/not-same/": on_his("not-same"),
    "/organisations/": organisation,
    "/organisations/{id}/correct/": correct_organisation,
    "/organisations/{id}/contacts/": contact_organisation,
}
