"""Free times, appointments, phone calls."""

from datetime import datetime, timedelta

from accounts.access import Access
from accounts.models.lists import PickItem
from accounts.roles import Role
from appointments.actions import corrections, visits, waiting
from appointments.audit import judge
from appointments.audit.catalogue import rule_of
from appointments.audit.corrections import fingerprint
from appointments.models.calls import Fault, FaultQuestion, PhoneCall
from appointments.models.late import LateCall
from appointments.models.lines import PhoneLine
from appointments.models.unmet import KINDS
from capacity.models.resources import Resource
from parts import actions as goods
from tests.examples.world import Call, World
from tests.factories import billing, service
from tests.factories.appointments import make_call, make_ready, make_rescue, make_waiting
from tests.factories.customers import new_phone
from tests.moments import SHANGHAI

TOMORROW = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


def clerk(world: World):
    return world.someone(Role.HOTLINE_CLERK)


def named(kind: str) -> int:
    rows = Resource.objects.filter(kind=kind)
    return (rows.filter(bay_type__code="GEN") if kind == "bay" else rows).order_by("pk").first().pk


def wish(world: World) -> dict:
    estimate = billing.make_approved(world.car, world.at, [service.PADS])
    people = {"advisor": named("advisor"), "bay": named("bay"), "technician": named("technician")}
    work = {"vehicle": world.car.pk, "operations": [service.PADS], "estimate": estimate.pk, "kind": "appointment"}
    return {**work, **people, "start": TOMORROW.isoformat()}


def book(world: World) -> Call:
    call = PhoneCall.objects.create(store=world.store, rang_at=world.at, number=new_phone())
    told = {"complaint": "踩刹车有异响", "faults": ["FT-024"], "diagnosis": "known_job", "diagnosis_note": "前片"}
    more = {"transport": "wait", "source": "phone", "expert": "", "call": call.pk}
    goods = {"parts": [{"part_no": service.PAD_SET, "quantity": 1}]}
    work = {name: value for name, value in wish(world).items() if name != "estimate"}
    return Call(clerk(world), "/appointments/", work | told | more | goods, 201)


def hold(world: World) -> Call:
    return Call(clerk(world), "/slots/hold/", wish(world), 201)


def visit(world: World, start: datetime = TOMORROW):
    return service.make_visit(world.store, world.at, start=start)


def act(name: str, body=None, *, role: Role = Role.HOTLINE_CLERK, start: datetime = TOMORROW):
    def make(world: World) -> Call:
        facts = body(world) if callable(body) else body or {}
        return Call(world.someone(role), f"/appointments/{visit(world, start).pk}/{name}/", facts)

    return make


def moved(world: World) -> dict:
    people = {"advisor": named("advisor"), "bay": named("bay"), "technician": named("technician")}
    return {"start": (TOMORROW + timedelta(days=1)).isoformat(), "reason": "客户出差", **people}


def longer(world: World) -> dict:
    return {"until": (TOMORROW + timedelta(hours=5)).isoformat()}


def ring(world: World) -> Call:
    told = {"event": "ring", "external_id": "pbx-7", "number": new_phone(), "at": world.at.isoformat()}
    told |= {"leg": "801", "line": "021-68880000", "stays_open": False}
    return Call(clerk(world), "/phone-calls/", told | {"reason": "booking", "note": "要下午"}, 201)


def note(world: World) -> Call:
    call = PhoneCall.objects.create(store=world.store, rang_at=world.at, number=new_phone())
    return Call(
        clerk(world), f"/phone-calls/{call.pk}/note/", {"reason": "booking", "note": "要下午", "stays_open": True}
    )


def call_back(world: World) -> Call:
    call = PhoneCall.objects.create(store=world.store, rang_at=world.at, ended_at=world.at, number=new_phone())
    told = {"reached": False, "reason": "question", "note": "没人接"}
    return Call(clerk(world), f"/phone-calls/{call.pk}/call-back/", told)


def sign(world: World) -> Call:
    booked = visit(world)
    make_ready(booked, by=service.advisor(world.store), at=world.at, sign=False)
    return Call(world.someone(Role.SERVICE_ADVISOR), f"/appointments/{booked.pk}/sign/")


def keep_again(world: World) -> Call:
    booked = service.make_visit(world.store, world.at, start=TOMORROW, parts=1)
    lost = booked.needs.get().reservation
    goods.release(lost, by=service.clerk(world.store), at=world.at, reason="破损")
    return Call(world.someone(Role.SERVICE_ADVISOR), f"/appointments/{booked.pk}/keep-again/")


def taken(world: World) -> Call:
    return Call(clerk(world), f"/phone-calls/{make_call(world.store, world.at, ended_at=None).pk}/open/")


def replied(world: World) -> Call:
    question = make_call(world.store, world.at, answered_at=world.at, asked_at=world.at)
    return Call(clerk(world), f"/phone-calls/{question.pk}/reply/", {"reply": "明天有货"})


def new_line(world: World) -> Call:
    body = {"number": "021-68881234", "label": "救援"}
    return Call(world.someone(Role.SERVICE_MANAGER), "/phone-lines/", body, 201)


def line(act: str, **facts):
    def make(world: World) -> Call:
        made = PhoneLine.objects.create(store=world.store, number="02168881234", label="救援", **facts)
        return Call(world.someone(Role.SERVICE_MANAGER), f"/phone-lines/{made.pk}/{act}/")

    return make


def asked_in_vain(world: World) -> Call:
    about = {"vehicle": world.car.pk, "call": make_call(world.store, world.at).pk, "number": new_phone()}
    return Call(clerk(world), "/unmet-requests/", about | {"kind": "tyres", "words": "米其林", "value": "800.00"}, 201)


def decided(world: World) -> Call:
    kind = PickItem.objects.of(KINDS).get(code="tyres")
    body = {"answer": "refer", "refer_to": "城东轮胎店", "reason": "不做", "seen": None}
    return Call(world.someone(Role.SERVICE_MANAGER), f"/unmet-kinds/{kind.pk}/decide/", body)


def help_wanted(world: World) -> Call:
    told = {"place": "G2 K35", "words": "打不着火", "people_safe": "yes", "triangle": "not_asked", "car": "红色朗逸"}
    about = {"phone": new_phone(), "vehicle": world.car.pk, "call": make_call(world.store, world.at).pk}
    return Call(clerk(world), "/rescues/", told | about, 201)


def rescue(status: str, act: str, body: dict | None = None):
    def make(world: World) -> Call:
        found = make_rescue(world.store, world.at, status=status)
        return Call(clerk(world), f"/rescues/{found.pk}/{act}/", body or {})

    return make


def late(act: str, body=None):
    def make(world: World) -> Call:
        missed = visit(world, TOMORROW - timedelta(hours=19))
        facts = {"version": missed.time_version, "due_at": missed.start + timedelta(minutes=15)}
        found = LateCall.objects.create(store=world.store, appointment=missed, **facts)
        return Call(clerk(world), f"/late-calls/{found.pk}/{act}/", body(world) if callable(body) else body or {})

    return make


def half_hour(world: World) -> dict:
    return {"start": (TOMORROW - timedelta(hours=18, minutes=30)).isoformat()}


def come_late(world: World) -> Call:
    missed = visits.mark_no_show(visit(world, world.at), by=Access.system(world.store), at=world.at, said_no=True)
    return Call(world.someone(Role.SERVICE_ADVISOR), f"/appointments/{missed.pk}/come-late/", {})


def waits(world: World) -> Call:
    day, call = TOMORROW.date().isoformat(), make_call(world.store, world.at).pk
    wish = {
        "complaint": "空调不凉",
        "from_on": day,
        "until_on": day,
        "part_of_day": "any",
        "advisor": None,
        "call": call,
    }
    work = {"vehicle": world.car.pk, "operations": [service.PADS], "packages": []}
    return Call(clerk(world), "/waiting/", work | wish, 201)


def waiting_one(act: str, *, offered: bool = True):
    def make(world: World) -> Call:
        entry = make_waiting(world.store, world.at)
        if offered:
            waiting.offer_freed(by=Access.system(world.store), at=world.now)
        return Call(clerk(world), f"/waiting/{entry.pk}/{act}/", {})

    return make


def corrected(act: str, body: dict):
    """A manager who corrects N3, or has corrected it and takes that back."""

    def make(world: World) -> Call:
        booked, by = visit(world), Access.of(world.someone(Role.SERVICE_MANAGER), [Role.SERVICE_MANAGER], world.store)
        judgement = judge.of(booked.pk, store=world.store, at=world.now).judgements[rule_of("N3")]
        said = {"state": "pass", "reason": "电话里听过", "seen": fingerprint(judgement)}
        if act == "take-back":
            corrections.correct(booked, by=by, at=world.now, rule=rule_of("N3"), **said)
        facts = {"rule": "N3"} | (said if act == "correct" else {})
        return Call(world.someone(Role.SERVICE_MANAGER), f"/appointments/{booked.pk}/audit/{act}/", facts | body)

    return make


def answered(world: World) -> Call:
    """What the customer says about a fault of his appointment."""
    booked = service.make_visit(world.store, world.at, start=TOMORROW, faults=[Fault.objects.get(code="FT-024")])
    question = FaultQuestion.objects.filter(fault__code="FT-024").order_by("pk").first()
    code = question.answers.order_by("pk").first().code
    return Call(clerk(world), f"/appointments/{booked.pk}/answers/", {"answers": [code]})


CALLS = {
    "/appointments/{id}/audit/correct/": corrected("correct", {}),
    "/appointments/{id}/audit/take-back/": corrected("take-back", {}),
    "/appointments/{id}/answers/": answered,
    "/waiting/": waits,
    "/waiting/{id}/accept/": waiting_one("accept"),
    "/waiting/{id}/decline/": waiting_one("decline"),
    "/waiting/{id}/withdraw/": waiting_one("withdraw", offered=False),
    "/late-calls/{id}/on-the-way/": late("on-the-way", half_hour),
    "/late-calls/{id}/not-coming/": late("not-coming"),
    "/late-calls/{id}/not-reached/": late("not-reached", {"tries": 0}),
    "/appointments/{id}/come-late/": come_late,
    "/slots/hold/": hold,
    "/appointments/": book,
    "/appointments/{id}/reschedule/": act("reschedule", moved),
    "/appointments/{id}/change/": act("change", {"transport": "leave", "contact_name": "小王"}),
    "/appointments/{id}/cancel/": act("cancel", {"reason": "客户出差"}),
    "/appointments/{id}/confirm/": act("confirm"),
    "/appointments/{id}/at-risk/": act("at-risk", {"reason": "技师请假"}),
    "/appointments/{id}/extend/": act("extend", longer),
    "/appointments/{id}/arrive/": act("arrive", role=Role.SERVICE_ADVISOR, start=TOMORROW - timedelta(hours=19)),
    "/appointments/{id}/no-show/": act("no-show", start=TOMORROW - timedelta(hours=24)),
    "/appointments/{id}/prepare/": act(
        "prepare",
        {"group": "tools", "evidence": "制动工具车", "not_needed": False, "undo": False},
        role=Role.SERVICE_ADVISOR,
    ),
    "/appointments/{id}/sign/": sign,
    "/appointments/{id}/keep-again/": keep_again,
    "/phone-calls/": ring,
    "/phone-calls/{id}/note/": note,
    "/phone-calls/{id}/call-back/": call_back,
    "/phone-calls/{id}/open/": taken,
    "/phone-calls/{id}/reply/": replied,
    "/phone-lines/": new_line,
    "/phone-lines/{id}/print/": line("print"),
    "/phone-lines/{id}/use/": line("use", in_use=False),
    "/phone-lines/{id}/withdraw/": line("withdraw"),
    "/unmet-requests/": asked_in_vain,
    "/unmet-kinds/{id}/decide/": decided,
    "/rescues/": help_wanted,
    "/rescues/{id}/dispatch/": rescue("asked", "dispatch", {"crew": "李师傅", "crew_phone": "13900139000"}),
    "/rescues/{id}/arrive/": rescue("dispatched", "arrive"),
    "/rescues/{id}/tow/": rescue("on_site", "tow"),
    "/rescues/{id}/fix/": rescue("on_site", "fix"),
    "/rescues/{id}/close/": rescue("towed", "close"),
    "/rescues/{id}/call-off/": rescue("asked", "call-off", {"reason": "自己打着了"}),
}
