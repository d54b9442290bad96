"""Every page with a form: who opens it, and at which address once its thing is there."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.roles import Role
from service.actions import walk_around
from tests.examples import CALLS, World
from tests.factories import service
from tests.factories.customers import owner_of
from tests.factories.followup import make_call, make_complaint

R = Role


@dataclass(frozen=True)
class FormPage:
    """`address` makes the thing; `free` forms may be sent without a word."""

    role: Role
    address: Callable[[World], str]
    free: bool = False


def of(call: str, address: str) -> Callable[[World], str]:
    """The page about the thing that a call of the API is about."""
    return lambda world: address.format(pk=CALLS[call](world).path.split("/")[2])


def order(status: str, address: str, **facts) -> Callable[[World], str]:
    return lambda world: address.format(pk=service.REACH[status](world.store, world.at, **facts).pk)


def with_condition(address: str) -> Callable[[World], str]:
    """An order whose car was looked at."""

    def make(world: World) -> str:
        order = service.make_draft(world.store, world.at)
        facts = {"mileage": order.vehicle.mileage, "energy_percent": 50}
        walk_around.note_condition(order, by=service.advisor(world.store), at=world.at, **facts)
        return address.format(pk=order.pk)

    return make


def extra_work(world: World) -> str:
    asked = service.ask(service.make_in_work(world.store, world.at), world.at)
    return f"/orders/{asked.order_id}/extra-work/{asked.pk}/"


def visit_not_same(world: World) -> str:
    return f"/visits/{CALLS['/leads/{id}/join/'](world).body['visit']}/not-same/"


def complaint(status: str, act: str) -> Callable[[World], str]:
    return lambda world: f"/complaints/{make_complaint(world.store, world.at, status=status).pk}/{act}/"


def administrator(world: World) -> int:
    return world.someone(R.CASHIER).pk


LEAD, BILL, PART = "/leads/{id}/lose/", "/bills/{id}/payments/", "/parts/{id}/receive/"
VISIT, FIRM, CAR = "/appointments/{id}/cancel/", "/organisations/{id}/correct/", "/vehicles/{id}/mileage/"
SEAT = "/resources/{id}/week/"
CALL, DESK = "/phone-calls/{id}/note/", R.SERVICE_ADVISOR

PAGES = {
    "user_new": FormPage(R.SYSTEM_ADMIN, lambda world: "/users/new/"),
    "membership_new": FormPage(R.SYSTEM_ADMIN, lambda world: f"/users/{administrator(world)}/role/"),
    "user_password": FormPage(R.SYSTEM_ADMIN, lambda world: f"/users/{administrator(world)}/password/"),
    "store_settings": FormPage(R.SYSTEM_ADMIN, lambda world: f"/stores/{world.store.pk}/settings/"),
    "store_edit": FormPage(R.SYSTEM_ADMIN, lambda world: f"/stores/{world.store.pk}/edit/"),
    "store_hours": FormPage(R.SYSTEM_ADMIN, lambda world: f"/stores/{world.store.pk}/hours/", free=True),
    "store_day_new": FormPage(R.SYSTEM_ADMIN, lambda world: f"/stores/{world.store.pk}/days/new/"),
    "customer_new": FormPage(R.HOTLINE_CLERK, lambda world: "/customers/new/"),
    "customer_edit": FormPage(R.HOTLINE_CLERK, lambda world: f"/customers/{owner_of(world.car).pk}/edit/"),
    "consent_give": FormPage(R.HOTLINE_CLERK, lambda world: f"/customers/{owner_of(world.car).pk}/consents/"),
    "vehicle_new": FormPage(R.HOTLINE_CLERK, lambda world: f"/customers/{owner_of(world.car).pk}/cars/new/"),
    "vehicle_edit": FormPage(R.HOTLINE_CLERK, lambda world: f"/cars/{world.car.pk}/edit/"),
    "mileage_read": FormPage(R.HOTLINE_CLERK, of(CAR, "/cars/{pk}/mileage/")),
    "stock_receive": FormPage(R.PARTS_CLERK, of(PART, "/stock/{pk}/receive/")),
    "stock_count": FormPage(R.PARTS_CLERK, of(PART, "/stock/{pk}/count/")),
    "stock_expect": FormPage(R.PARTS_CLERK, of(PART, "/stock/{pk}/expect/")),
    "reservation_give_up": FormPage(R.PARTS_CLERK, of("/reservations/{id}/pick/", "/stock/reservations/{pk}/give-up/")),
    "place_new": FormPage(R.PARTS_CLERK, lambda world: "/shelf/places/new/"),
    "place_correct": FormPage(R.PARTS_CLERK, of("/shelf-places/{id}/correct/", "/shelf/places/{pk}/")),
    "operation_edit": FormPage(R.SERVICE_MANAGER, lambda world: "/catalogue/operations/LO-03-030/", free=True),
    "resource_new": FormPage(R.SERVICE_MANAGER, lambda world: "/capacity/new/technician/"),
    "resource_edit": FormPage(R.SERVICE_MANAGER, of(SEAT, "/capacity/{pk}/edit/")),
    "resource_week": FormPage(R.SERVICE_MANAGER, of(SEAT, "/capacity/{pk}/week/"), free=True),
    "resource_day": FormPage(R.SERVICE_MANAGER, of(SEAT, "/capacity/{pk}/day/")),
    "absence_new": FormPage(R.SERVICE_MANAGER, of("/resources/{id}/retire/", "/capacity/{pk}/absence/")),
    "absence_edit": FormPage(R.SERVICE_MANAGER, of("/absences/{id}/lift/", "/capacity/absences/{pk}/edit/")),
    "duty_new": FormPage(R.SERVICE_MANAGER, lambda world: "/capacity/duty/new/"),
    "bill_pay": FormPage(R.CASHIER, of(BILL, "/bills/{pk}/payments/")),
    "bill_refund": FormPage(R.CASHIER, of("/bills/{id}/refund/", "/bills/{pk}/refund/")),
    "bill_credit": FormPage(R.SERVICE_MANAGER, of(BILL, "/bills/{pk}/credit/")),
    "phone_call_new": FormPage(R.HOTLINE_CLERK, lambda world: "/hotline/new/"),
    "phone_call_note": FormPage(R.HOTLINE_CLERK, of(CALL, "/hotline/{pk}/note/")),
    "phone_call_back": FormPage(R.HOTLINE_CLERK, of("/phone-calls/{id}/call-back/", "/hotline/{pk}/back/")),
    "phone_call_reply": FormPage(R.HOTLINE_CLERK, of("/phone-calls/{id}/reply/", "/hotline/{pk}/reply/")),
    "line_list": FormPage(R.SERVICE_MANAGER, lambda world: "/hotline/lines/"),
    "unmet_new": FormPage(R.HOTLINE_CLERK, lambda world: "/unmet/new/"),
    "unmet_decide": FormPage(R.SERVICE_MANAGER, lambda world: "/unmet/kinds/tyres/"),
    "rescue_new": FormPage(R.HOTLINE_CLERK, lambda world: "/rescues/new/"),
    "rescue_dispatch": FormPage(R.HOTLINE_CLERK, of("/rescues/{id}/dispatch/", "/rescues/{pk}/dispatch/")),
    "late_call_on_the_way": FormPage(
        R.HOTLINE_CLERK, of("/late-calls/{id}/on-the-way/", "/hotline/late/{pk}/on-the-way/")
    ),
    "waiting_new": FormPage(R.HOTLINE_CLERK, lambda world: f"/waiting/new/?vehicle={world.car.pk}"),
    "rescue_call_off": FormPage(R.HOTLINE_CLERK, of("/rescues/{id}/call-off/", "/rescues/{pk}/call-off/")),
    "appointment_move": FormPage(R.HOTLINE_CLERK, of(VISIT, "/appointments/{pk}/move/")),
    "audit_correct": FormPage(R.SERVICE_MANAGER, of(VISIT, "/appointments/{pk}/audit/N3/")),
    "appointment_change": FormPage(R.HOTLINE_CLERK, of(VISIT, "/appointments/{pk}/change/")),
    "appointment_answers": FormPage(
        R.HOTLINE_CLERK, of("/appointments/{id}/answers/", "/appointments/{pk}/answers/"), free=True
    ),
    "appointment_cancel": FormPage(R.HOTLINE_CLERK, of(VISIT, "/appointments/{pk}/cancel/")),
    "appointment_at_risk": FormPage(R.HOTLINE_CLERK, of(VISIT, "/appointments/{pk}/at-risk/")),
    "board_place": FormPage(R.HOTLINE_CLERK, of(VISIT, "/bays/{pk}/")),
    "visit_new": FormPage(R.SALES_CONSULTANT, lambda world: "/canvass/"),
    "visit_not_same": FormPage(R.SALES_CONSULTANT, visit_not_same),
    "lead_contact": FormPage(R.SALES_CONSULTANT, of(LEAD, "/leads/{pk}/contact/")),
    "lead_postpone": FormPage(R.SALES_CONSULTANT, of(LEAD, "/leads/{pk}/postpone/")),
    "lead_regrade": FormPage(R.SALES_CONSULTANT, of(LEAD, "/leads/{pk}/grade/")),
    "lead_edit": FormPage(R.SALES_CONSULTANT, of(LEAD, "/leads/{pk}/edit/")),
    "lead_review": FormPage(R.SALES_CONSULTANT, of("/leads/{id}/review/", "/leads/{pk}/review/")),
    "lead_lose": FormPage(R.SALES_CONSULTANT, of(LEAD, "/leads/{pk}/lose/")),
    "lead_reassign": FormPage(R.SALES_MANAGER, of(LEAD, "/leads/reassign/?leads={pk}")),
    "organisation_new": FormPage(R.SALES_CONSULTANT, lambda world: "/organisations/new/"),
    "organisation_edit": FormPage(R.SALES_CONSULTANT, of(FIRM, "/organisations/{pk}/edit/")),
    "organisation_contact": FormPage(R.SALES_CONSULTANT, of(FIRM, "/organisations/{pk}/contact/")),
    "walk_in": FormPage(DESK, lambda world: "/reception/walk-in/"),
    "check_in_condition": FormPage(DESK, order("draft", "/orders/{pk}/check-in/condition/")),
    "check_in_photos": FormPage(DESK, order("draft", "/orders/{pk}/check-in/photos/"), free=True),
    "check_in_work": FormPage(DESK, order("awaiting_customer", "/orders/{pk}/check-in/agreed/")),
    "order_price": FormPage(DESK, with_condition("/orders/{pk}/check-in/price/")),
    "check_in_signature": FormPage(DESK, order("awaiting_customer", "/orders/{pk}/check-in/signature/")),
    "order_take_back": FormPage(DESK, order("awaiting_customer", "/orders/{pk}/take-back/")),
    "order_dispatch": FormPage(R.SERVICE_MANAGER, order("confirmed", "/orders/{pk}/dispatch/"), free=True),
    "finding_new": FormPage(DESK, order("in_progress", "/orders/{pk}/findings/new/")),
    "order_parts": FormPage(R.PARTS_CLERK, order("in_progress", "/orders/{pk}/parts/", parts=1)),
    "extra_work": FormPage(DESK, order("in_progress", "/orders/{pk}/extra-work/")),
    "extra_work_answer": FormPage(DESK, extra_work),
    "order_promise": FormPage(DESK, order("confirmed", "/orders/{pk}/promise/")),
    "order_inspect": FormPage(R.QUALITY_INSPECTOR, order("qc_pending", "/orders/{pk}/inspect/")),
    "order_cancel": FormPage(DESK, order("draft", "/orders/{pk}/cancel/")),
    "call_skip": FormPage(R.CRM_AGENT, lambda world: f"/calls/{make_call(world.store, world.at).pk}/skip/"),
    "complaint_new": FormPage(R.CRM_AGENT, lambda world: f"/complaints/new/?customer={owner_of(world.car).pk}"),
    "complaint_take": FormPage(R.SERVICE_MANAGER, complaint("received", "take"), free=True),
    "complaint_answer": FormPage(R.SERVICE_MANAGER, complaint("assigned", "answer")),
    "complaint_resolve": FormPage(R.SERVICE_MANAGER, complaint("in_progress", "resolve")),
    "complaint_close": FormPage(R.CRM_AGENT, complaint("resolved", "close"), free=True),
    "complaint_reopen": FormPage(R.SERVICE_MANAGER, complaint("resolved", "reopen")),
    "complaint_escalate": FormPage(R.SERVICE_MANAGER, complaint("assigned", "escalate")),
}
ELSEWHERE = {"call_player", "call_finish"}  # tested by hand: the queue leases a call before its form is there
