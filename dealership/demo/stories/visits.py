"""Service: cars at each of the six steps, among them a late, a waiting, a failed one and a complaint."""

from datetime import datetime, timedelta

from accounts.access import Access
from accounts.roles import Role
from appointments.actions import booking, groups, preparation, visits
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from billing.actions import bills, receipts
from dealership.demo.stage import Stage, goods, work
from dealership.demo.stories import promises
from followup.actions import complaints, planning
from parts.models import ShelfPlace
from parts.shelf import actions as shelf_actions
from pricing.actions import estimates
from service.actions import extra, findings, handover, reception, walk_around, workshop
from service.models.orders import RepairOrder

ADVISOR, HOTLINE, CLERK = Role.SERVICE_ADVISOR, Role.HOTLINE_CLERK, Role.PARTS_CLERK
BRAKES = (("LO-46-001",), ("5Q0698151D",))
FILTER = (("LO-03-006",), ("5Q0819653",))
WIPERS = (("LO-03-021",), ("5G1955425",))
LINKS = (("LO-40-004",), ("5Q0411315",))
LONGEST = timedelta(hours=2)
CHECKED = {
    "repair_order": "委托书草稿已核对",
    "expert": "技术专家已答复",
    "tools": "专用工具在工位",
    "documents": "保养手册和历史记录已备",
}
BEARING = (("LO-42-002",), ("5Q0598611",))
STRUT = (("LO-40-001",), ("5Q0413023FK",))
SERVICE = (("LO-03-001", "LO-03-030"), ("04E115561AC", "N90813202", *["GS60577D"] * 4))
LATER_TODAY = [
    (1.5, ("谢先生", "LAVIDA", 30_200), SERVICE, "到期做保养"),
    (2, ("唐女士", "TAYRON", 55_000), BEARING, "行驶嗡嗡响"),
    (3, ("许先生", "BORA", 41_700), SERVICE, "到期做保养"),
]
TOMORROW = [
    (0, ("邓先生", "SAGITAR", 20_300), SERVICE, "到期做保养"),
    (2, ("曾女士", "PASSAT", 63_000), STRUT, "过坎有异响"),
    (4, ("彭先生", "GOLF", 50_800), SERVICE, "到期做保养"),
]


def play(stage: Stage) -> None:
    to_come(stage)
    over(stage)
    in_the_workshop(stage)


def booked(stage: Stage, who, job, words: str, *, start: datetime, **facts) -> Appointment:
    """Book a car by the hotline, which states the price on the phone."""
    name, model, mileage = who
    car = stage.car(name, model, mileage=mileage)
    by, at = stage.by(HOTLINE), min(stage.moment, start) - timedelta(days=2)
    operations, parts = work(*job[0]), goods(*job[1])
    estimate = estimates.make_estimate(car, by=by, at=at, operations=operations, parts=parts)
    estimate = estimates.tell(estimate, by=by, at=at, channel="phone", answer="open")
    wishes = {"operations": operations, "parts": parts, "estimate": estimate, "complaint": words}
    wishes |= {"diagnosis": "known_job", "call": promises.rang(stage, car, at=at), **facts}
    return booking.book(BookingRequest(car, start=start, **wishes), by=by, at=at)


def to_come(stage: Stage) -> None:
    """Make appointments for later today and the next days, one at risk, and one no-show."""
    hours = stage.store.hours_on(stage.store.today(stage.moment) + timedelta(days=1))
    tomorrow = hours[0] + timedelta(hours=1 if hours[1] - hours[0] < timedelta(hours=24) else 9)
    booked(stage, ("王女士", "TIGUAN_L", 38_210), BRAKES, "刹车时左前有异响,低速明显", start=tomorrow)
    later = booked(stage, ("李先生", "LAVIDA", 21_400), FILTER, "空调有味道", start=tomorrow + timedelta(hours=2))
    risky = booked(stage, ("张女士", "PASSAT", 56_000), LINKS, "过减速带咯噔响", start=tomorrow + timedelta(days=1))
    visits.put_at_risk(risky, by=stage.by(ADVISOR), at=stage.ago(minutes=30), reason="技师临时请假")
    booked(stage, ("陈先生", "MAGOTAN", 61_300), WIPERS, "雨刮刮不干净", start=tomorrow + timedelta(days=2))
    gone = booked(stage, ("何先生", "SAGITAR", 44_100), FILTER, "换空调滤芯", start=stage.slot(hours=-1.5))
    visits.mark_no_show(gone, by=stage.by(HOTLINE), at=stage.ago(minutes=20))
    ready = [later, *later_today(stage)]
    ready += [booked(stage, *facts, start=tomorrow + timedelta(hours=hours)) for hours, *facts in TOMORROW]
    promises.noted(stage, *ready)
    for visit in ready:
        prepared(stage, visit)
        visits.confirm(visit, by=stage.by(HOTLINE), at=stage.ago(minutes=50))


def later_today(stage: Stage) -> list[Appointment]:
    """Book appointments until the store closes."""
    _opens, closes = stage.store.hours_on(stage.store.today(stage.moment))
    starts = [(stage.slot(hours=hours), facts) for hours, *facts in LATER_TODAY]
    return [booked(stage, *facts, start=start) for start, facts in starts if start + LONGEST < closes]


def prepared(stage: Stage, appointment: Appointment) -> None:
    """Put the parts on the shelf and complete the preparation."""
    on_the_shelf(stage, appointment, at=stage.ago(minutes=70))
    by = promises.advisor_of(appointment)
    for item in appointment.preparation.filter(done_at__isnull=True, not_needed=False):
        preparation.prepare(item, by=by, at=stage.ago(minutes=60), evidence=CHECKED[item.group])
    groups.sign(appointment, by=by, at=stage.ago(minutes=55))


def kept(stage: Stage, visit: Appointment) -> None:
    """Prepare in time and confirm with the customer a day and an hour before."""
    day, hour = visit.start - timedelta(hours=24), visit.start - timedelta(hours=1)
    promises.noted(stage, visit)
    on_the_shelf(stage, visit, at=day - timedelta(hours=2))
    for item in visit.preparation.filter(done_at__isnull=True, not_needed=False):
        preparation.prepare(
            item, by=promises.advisor_of(visit), at=day - timedelta(hours=1), evidence=CHECKED[item.group]
        )
    groups.sign(visit, by=promises.advisor_of(visit), at=day - timedelta(minutes=30))
    stage.tick(day)
    visits.confirm(visit, by=stage.by(HOTLINE), at=day + timedelta(hours=2))
    stage.tick(hour)
    visits.confirm(visit, by=stage.by(HOTLINE), at=hour + timedelta(minutes=10))


def on_the_shelf(stage: Stage, visit: Appointment, *, at: datetime) -> None:
    """Put the parts of a car on a place of its own."""
    place = ShelfPlace.objects.exclude(goods__status="picked").order_by("code").first()
    for need in visit.needs.select_related("reservation"):
        shelf_actions.pick(need.reservation, by=stage.by(CLERK), at=at, shelf=place.code)


def received(
    stage: Stage, who, job, words: str, *, hours_ago, promise_hours, technician: int | None = None, ready=True
):
    """Book a car (for a technician by number, with one running job at a time) and receive it."""
    start = stage.slot(hours=-hours_ago)
    named = {} if technician is None else {"technician": stage.technician(technician)}
    visit = booked(stage, who, job, words, start=start, **named)
    if ready:
        kept(stage, visit)
    else:
        on_the_shelf(stage, visit, at=start - timedelta(hours=1))
    by = promises.advisor_of(visit)
    visit = visits.arrive(visit, by=by, at=start)
    order = reception.open_order(visit, by=by, at=start + timedelta(minutes=3))
    facts = {
        "mileage": who[2] + 150,
        "energy_percent": 60,
        "belongings": "无",
        "promised_at": start + timedelta(hours=promise_hours),
    }
    order = walk_around.check_in(order, by=by, at=start + timedelta(minutes=12), **facts)
    return order


def signed(stage: Stage, order: RepairOrder) -> RepairOrder:
    at = order.created_at + timedelta(minutes=15)
    return reception.sign(order, by=stage.by(ADVISOR), at=at, name=order.customer.name, signature="")


def dispatched(stage: Stage, order: RepairOrder) -> RepairOrder:
    return workshop.dispatch(order, by=stage.by(Role.SERVICE_MANAGER), at=order.created_at + timedelta(minutes=20))


def started(stage: Stage, order: RepairOrder) -> RepairOrder:
    """Start the work of its technician."""
    for job in order.jobs.select_related("technician__user"):
        workshop.start(job, by=_technician(stage, job), at=order.created_at + timedelta(minutes=25))
    return RepairOrder.objects.get(pk=order.pk)


def finished(stage: Stage, order: RepairOrder) -> RepairOrder:
    for job in order.jobs.select_related("technician__user"):
        workshop.finish(job, by=_technician(stage, job), at=order.created_at + timedelta(minutes=60))
    return RepairOrder.objects.get(pk=order.pk)


def _technician(stage: Stage, job):
    return Access.of(job.technician.user, [Role.TECHNICIAN], stage.store)


def in_work(stage: Stage, *facts, **more) -> RepairOrder:
    return started(stage, dispatched(stage, signed(stage, received(stage, *facts, **more))))


def inspected(stage: Stage, order: RepairOrder, passed: bool) -> RepairOrder:
    failed = {"cause": "forgotten", "note": "轮胎螺栓未复紧"}
    at = order.created_at + timedelta(minutes=70)
    facts = {"passed": passed, "road_test": passed, **({} if passed else failed)}
    return handover.inspect(order, by=stage.by(Role.QUALITY_INSPECTOR), at=at, **facts)


def in_the_workshop(stage: Stage) -> None:
    """Make cars being received, to dispatch, late, waiting for a part, waiting for the customer."""
    soon = {"hours_ago": 0.5, "promise_hours": 2}
    received(stage, ("孙先生", "GOLF", 33_000), WIPERS, "雨刮有划痕", **soon)
    signed(stage, received(stage, ("马女士", "POLO_PLUS", 18_000), FILTER, "换滤芯", **soon))
    in_work(stage, ("朱先生", "TAYRON", 27_000), LINKS, "异响", hours_ago=2.5, promise_hours=1.5, technician=0)
    waiting = in_work(
        stage, ("胡女士", "BORA", 48_000), BRAKES, "刹车软", hours_ago=2.5, promise_hours=5, technician=1, ready=False
    )
    for job in waiting.jobs.select_related("technician__user"):
        workshop.pause(job, by=_technician(stage, job), at=stage.ago(minutes=40), reason="parts")
    asking = in_work(
        stage, ("郭先生", "TIGUAN_L", 52_000), FILTER, "空调异味", hours_ago=2, promise_hours=4, technician=2
    )
    job = asking.jobs.select_related("technician__user").first()
    worn = {"text": "后制动片剩 2 毫米", "severity": "urgent", "operation": work("LO-46-002")[0]}
    finding = findings.find(asking, by=_technician(stage, job), at=stage.ago(minutes=35), **worn)
    price = {"operations": work("LO-46-002"), "parts": goods("5Q0698451C"), "finding": finding}
    extra.ask_extra_work(asking, by=stage.by(ADVISOR), at=stage.ago(minutes=30), **price)


def over(stage: Stage) -> None:
    """Make cars to inspect, failed, to bill, delivered, and the calls after delivery."""
    today = {"hours_ago": 1.5, "promise_hours": 4, "technician": 3}
    finished(stage, in_work(stage, ("林女士", "LAVIDA", 15_000), FILTER, "保养", **today))
    today = {"hours_ago": 2, "promise_hours": 5, "technician": 3}
    failed = finished(stage, in_work(stage, ("罗先生", "PASSAT", 70_000), LINKS, "底盘响", **today))
    inspected(stage, failed, False)
    draft = passed(stage, ("高女士", "MAGOTAN", 36_000), WIPERS, "换雨刮", hours_ago=2, technician=5)
    handover.bill(draft, by=stage.by(ADVISOR), at=stage.ago(minutes=25))
    left(stage, ("梁先生", "SAGITAR", 29_000), WIPERS, "换雨刮", hours_ago=3)
    follow(stage)


def passed(stage: Stage, who, job, words: str, *, hours_ago: float, technician: int) -> RepairOrder:
    order = in_work(stage, who, job, words, hours_ago=hours_ago, promise_hours=3, technician=technician)
    return inspected(stage, finished(stage, order), True)


def left(stage: Stage, who, job, words: str, *, hours_ago: float) -> RepairOrder:
    """Bill, pay and deliver a car."""
    order = passed(stage, who, job, words, hours_ago=hours_ago, technician=4)
    at = order.created_at + timedelta(minutes=80)
    order = handover.bill(order, by=stage.by(ADVISOR), at=at)
    bill = bills.issue(order.bill, by=stage.by(Role.CASHIER), at=at + timedelta(minutes=2))
    receipts.take(bill, by=stage.by(Role.CASHIER), at=at + timedelta(minutes=4), method="wechat_pay", amount=bill.total)
    return handover.deliver(order, by=stage.by(ADVISOR), at=at + timedelta(minutes=8))


def follow(stage: Stage) -> None:
    """Plan the due calls; one customer was called and has complained."""
    planning.plan_due(by=Access.system(stage.store), at=stage.moment)
    left_days_ago = RepairOrder.objects.filter(delivered_at__lt=stage.ago(days=3)).select_related("customer", "vehicle")
    if order := left_days_ago.order_by("-delivered_at").first():
        complaint = {"category": "skill", "words": "还是有异响,上次等于没修", "vehicle": order.vehicle}
        complaint |= {"about": order.number, "about_url": order.get_absolute_url()}
        complaints.open_complaint(order.customer, by=stage.by(Role.CRM_AGENT), at=stage.ago(minutes=50), **complaint)
