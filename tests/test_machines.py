"""One table for each status: what it refuses itself, what the database refuses by it, and what a repeated act is."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.urls import resolve
from django.utils.translation import override

from accounts.access import Access
from accounts.checks import unknown_rules
from accounts.machines import Act, Button, Machine, machines, rule_of
from accounts.models.base import StoreOwned
from accounts.models.records import Activity
from accounts.roles import Role
from accounts.transitions import acts_of, move, move_all, shift
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from billing.models.bills import Bill
from billing.rules.bills import why_not_credit
from capacity.models.claims import Claim
from core.errors import Refused
from core.templatetags.ui import TONE_ICONS
from customers.models.messages import Message
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from parts.perms import PartPerm
from pricing.models.estimates import Estimate
from sales.actions import closing, ownership
from sales.models.contacts import Revisit
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.perms import LeadPerm
from service.models.orders import RepairOrder
from service.models.work import Job
from tests import moves
from tests.factories.accounts import make_user
from tests.factories.sales import make_lead, seller_at
from tests.factories.statuses import put

S = Lead.Status
OPEN = ("planned", "asked", "failed", "unknown")
# What follows from other acts, written by hand; all other tables: tests/test_moves.py, tests/service/test_matrix.py.
FOLLOWING = {
    Confirmation: {
        "planned": {"asked", "failed", "unknown", "kept", "ready", "not_ready", "moved", "cancelled", "skipped"},
        "asked": {"failed", "unknown", "kept", "moved", "cancelled"},
        "failed": {"asked", "unknown", "kept", "moved", "cancelled"},
        "unknown": {"asked", "failed", "kept", "moved", "cancelled"},
        "kept": set(),
        "moved": set(),
        "cancelled": set(),
        "ready": set(),
        "not_ready": set(),
        "skipped": set(),
    },
    Revisit: {
        "open": {"kept", "late", "moved", "dropped"},
        "kept": set(),
        "late": set(),
        "moved": set(),
        "dropped": set(),
    },
    Claim: {
        "held": {"released"},
        "taken": {"released", "displaced"},
        "blocked": {"released"},
        "displaced": {"taken", "released"},
        "released": set(),
    },
}


# ── the table ─────────────────────────────────────────────────────────────────────────────────
def test_every_status_has_its_table():
    without = [
        model.__name__
        for model in apps.get_models()
        if issubclass(model, StoreOwned) and _has_status(model) and not hasattr(model, "STATES")
    ]
    assert without == []
    assert len(machines()) == 18


def _has_status(model) -> bool:
    try:
        return bool(model._meta.get_field("status").choices) and not model.__name__.endswith("Event")
    except FieldDoesNotExist:
        return False


@pytest.mark.parametrize("model", FOLLOWING)
def test_the_table_is_the_one_written_here(model):
    assert FOLLOWING[model].keys() == set(model.Status.values)
    assert set(model.STATES.moves) == {(start, end) for start, ends in FOLLOWING[model].items() for end in ends}


def test_between_two_statuses_the_first_act_is_the_usual_one():
    usual = Act("release", "kept", "free", PartPerm.PART_MOVE)
    other = Act("give_up", "kept", "free", AppointmentPerm.APPOINTMENT_BOOK)
    machine = Machine(usual, other)
    assert (machine.act("free", "kept"), machine.act("give_up", "kept")) == (usual, other)
    assert machine.act("give_up", "free") is None


def test_an_act_ends_in_one_status():
    with pytest.raises(ValueError, match="ends in one status: keep"):
        Machine(Act("keep", "a", "b", PartPerm.PART_MOVE), Act("keep", "b", "c", PartPerm.PART_MOVE))


def test_the_name_of_an_act_is_no_status():
    with pytest.raises(ValueError, match="is no status: kept"):
        Machine(Act("kept", "open", "kept", PartPerm.PART_MOVE))


def test_an_act_is_open_to_whoever_holds_one_of_its_permissions():
    act = Act("lose", "open", "lost", (LeadPerm.LEAD_WORK, LeadPerm.LEAD_DECIDE))
    assert [act.is_open_to(Access.of(None, [role], None)) for role in (Role.SALES_CONSULTANT, Role.SALES_MANAGER)] == [
        True,
        True,
    ]
    assert not act.is_open_to(Access.of(None, [Role.CASHIER], None))


def test_an_act_that_stays_is_no_move():
    stays, moves_on = Act("take", "kept", "kept", PartPerm.PART_MOVE), Act("take", "kept", "gone", PartPerm.PART_MOVE)
    machine = Machine(stays, moves_on)
    assert (set(machine.moves), machine.end_of("take")) == ({("kept", "gone")}, "gone")
    assert (machine.act("take", "kept"), Machine(stays).starts_of("take")) == (moves_on, set())


# ── the acts that pages offer ─────────────────────────────────────────────────────────────────
# Written by hand: what the table of a thing offers in each of its statuses, whoever looks.
OFFERED = {
    Bill: {"draft": ["issue", "discard"], "discarded": [], "issued": ["credit"], "paid": ["credit"], "credited": []},
    Message: {
        **dict.fromkeys(("planned", "sending", "accepted", "delivered", "failed", "skipped", "cancelled"), []),
        "unknown": ["settle_as_gone", "settle_as_failed"],
    },
    CallTask: {"open": ["take"], "done": [], "given_up": [], "dropped": []},
    Lead: {
        "following": ["contact", "regrade", "postpone", "correct", "reassign", "win", "lose"],
        "review": ["answer_review", "contact", "regrade", "postpone", "correct", "reassign", "win", "lose"],
        **dict.fromkeys(("won", "lost", "yielded"), []),
    },
    OwnershipCase: {"asked": ["grant", "refuse"], "granted": [], "refused": []},
    Job: {"waiting": ["start"], "working": ["finish", "ask_for_parts"], "paused": ["resume"], "done": []},
    Estimate: {"draft": [], "told": []},
    RepairOrder: {
        "draft": ["check_in", "cancel"],
        "awaiting_customer": ["show_to_sign", "promise", "cancel"],
        "confirmed": ["dispatch", "promise", "cancel"],
        "dispatched": ["dispatch_rest", "ask_extra_work", "promise", "cancel"],
        **dict.fromkeys(
            ("in_progress", "paused", "qc_failed"),
            ["dispatch_rest", "ask_extra_work", "promise"],
        ),
        "qc_pending": ["inspect", "promise"],
        "ready": ["draft_bill", "settle", "promise"],
        "settled": ["deliver", "promise"],
        "delivered": ["draft_bill", "close"],
        "closed": ["draft_bill"],
        "cancelled": [],
    },
    Complaint: {
        "received": ["take", "take", "escalate"],
        "assigned": ["answer", "hand_over", "escalate"],
        "in_progress": ["resolve", "answer_again", "hand_over", "escalate"],
        "escalated": ["take", "take", "answer", "resolve"],
        Complaint.Status.RESOLVED: ["close", "reopen"],
        "closed": [],
    },
    Appointment: {
        "confirmed": ["arrive", "confirm", "prepare", "reschedule", "put_at_risk", "mark_no_show", "cancel"],
        "prepared": ["arrive", "confirm", "reschedule", "put_at_risk", "mark_no_show", "cancel"],
        Appointment.Status.NO_SHOW: ["come_late"],
        **dict.fromkeys(("arrived", "cancelled"), []),
    },
}


@pytest.mark.parametrize("model", OFFERED)
def test_each_status_offers_its_acts(store, at, model):
    offered = {
        status: [act.name for act in acts_of(_standing(model, store, at, status), Access.system(store), at)]
        for status in model.Status.values
    }
    assert offered == OFFERED[model]


def _standing(model, store, at, status: str):
    """A thing in that status; only who asks and the moment matter to what it offers."""
    facts = {"start": at} if model is Appointment else {}
    return model(pk=1, store=store, status=status, **facts)


def test_whoever_may_not_do_an_act_is_not_offered_it(store, at):
    visit = _standing(Appointment, store, at, "confirmed")
    offered = {
        role: [act.name for act in acts_of(visit, Access.of(None, [role], store), at)]
        for role in (Role.CRM_AGENT, Role.CASHIER)
    }
    assert offered == {Role.CRM_AGENT: ["confirm"], Role.CASHIER: []}


def test_an_offer_has_words_an_address_and_its_reason(store, at):
    with override("en"):
        offers = {
            act.name: act for act in acts_of(_standing(Complaint, store, at, "assigned"), Access.system(store), at)
        }
    answer, hand_over = offers["answer"], offers["hand_over"]
    assert (answer.label, answer.url, answer.method) == ("Answer the customer", "/complaints/1/answer/", "get")
    assert answer.why_not == "Take the complaint first, so that the customer knows who is in charge."
    assert (hand_over.label, hand_over.url, hand_over.why_not) == ("Hand over", "/complaints/1/take/", None)


def test_every_button_has_its_address():
    buttons = [button for machine in machines().values() for act in machine.acts for button in act.buttons]
    assert {button.address for button in buttons} >= {"bill_issue", "complaint_take"}
    assert all(button.url_of(Bill(pk=1)) for button in buttons)


def test_the_address_of_a_button_opens_to_whoever_may_do_its_act():
    buttons = [(act, button) for machine in machines().values() for act in machine.acts for button in act.buttons]
    opens = {(act.name, button.address): (needs_of(button), set(act.perms)) for act, button in buttons}
    assert ("put_at_risk", "appointment_at_risk") in opens
    assert {names: perms for names, perms in opens.items() if perms[0] != perms[1]} == {}


def needs_of(button: Button) -> set:
    """The permissions of which one opens the address of a button."""
    view = resolve(button.url_of(Bill(pk=1)).partition("?")[0]).func
    needs = getattr(view, "view_class", view).needs
    return set(needs) if isinstance(needs, tuple) else {needs}


def test_an_address_of_many_things_takes_the_key_after_it():
    assert Button("", "bill_issue").url_of(Bill(pk=7)) == "/bills/7/issue/"
    assert Button("", "bill_list", key="bills").url_of(Bill(pk=7)) == "/bills/?bills=7"


def test_every_status_that_pages_show_has_its_tone():
    """Each machine that gives tones gives one to every status, and no other word than the tones of a chip."""
    toned = {model: machine.tones for model, machine in machines().items() if machine.tones}
    assert {Bill, Complaint, Appointment, Message} <= set(toned)
    assert [model for model, tones in toned.items() if set(tones) != set(model.Status.values)] == []
    assert {tone for tones in toned.values() for tone in tones.values()} <= set(TONE_ICONS)


def test_a_rule_that_several_acts_name_is_asked_once(store, at, django_assert_num_queries):
    lead = make_lead(store, by=seller_at(store), at=at)
    helper = Access.of(make_user(Role.SALES_CONSULTANT, store=store), [Role.SALES_CONSULTANT], store)
    with django_assert_num_queries(1):
        offers = acts_of(lead, helper, at)
    assert len({offer.why_not for offer in offers}) == 1
    assert len(offers) > 2


# ── the rules it names ────────────────────────────────────────────────────────────────────────
def test_a_rule_is_found_by_its_name_in_the_rules_of_the_app():
    assert rule_of("billing", "why_not_credit") is why_not_credit


def test_every_rule_that_a_table_names_is_one_rule_of_its_app():
    assert unknown_rules(None) == []


def test_a_table_that_names_no_rule_fails_the_check(monkeypatch):
    monkeypatch.setattr(Lead, "STATES", Machine(Act("win", S.REVIEW, S.WON, LeadPerm.LEAD_WORK, "why_not_wim")))
    [error] = unknown_rules(None)
    assert (error.id, error.msg) == ("accounts.E001", "Lead.STATES: sales.rules has 0 rules named why_not_wim.")


# ── the database ──────────────────────────────────────────────────────────────────────────────
def refuses(model, row, start, end) -> bool:
    """Whether the guard of the database stops an UPDATE from one status to the other, whatever else it says."""
    with transaction.atomic():
        try:
            put(model.objects.filter(pk=row.pk), status=start)
            with connection.cursor() as cursor:
                statement = f"UPDATE {model._meta.db_table} SET status = %s WHERE store_id = %s AND id = %s"
                cursor.execute(statement, [end, row.store_id, row.pk])
        except DatabaseError as error:
            return "there is no legal move" in str(error)
        finally:
            transaction.set_rollback(True)
    return False


def test_raw_sql_moves_a_lead_only_by_its_table(store, at):
    lead = make_lead(store, by=seller_at(store), at=at)
    assert refuses(Lead, lead, "following", "yielded")
    assert not refuses(Lead, lead, "following", "review")


def test_every_table_is_guarded_in_the_database(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_legal_moves_%'")
        guarded = {table for (table,) in cursor.fetchall()}
    assert guarded == {model._meta.db_table for model in machines()}


# ── moving ────────────────────────────────────────────────────────────────────────────────────
def test_many_are_moved_by_the_table_only(store, at):
    make_lead(store, by=seller_at(store), at=at)
    with pytest.raises(ValueError, match="no legal move"):
        move_all(Lead.objects.all(), S.WON, S.FOLLOWING, by=Access.system(store), at=at)
    with pytest.raises(ValueError, match="no legal move"):
        shift(Lead.objects.all(), [S.FOLLOWING, S.WON], S.REVIEW)
    assert shift(Lead.objects.all(), [S.FOLLOWING], S.REVIEW) == 1
    assert shift(Lead.objects.all(), [S.FOLLOWING], S.REVIEW) == 0


def test_a_rule_of_the_table_stops_the_move(store, at):
    lead = make_lead(store, by=seller_at(store), at=at)
    with pytest.raises(Refused, match="This lead is followed by"):
        move(lead, "win", by=seller_at(store, "小张"), at=at, closed_at=at)


# ── again ─────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def lost(store, at):
    lead = make_lead(store, by=seller_at(store), at=at)
    return closing.lose(lead, by=seller_at(store), at=at, reason="price", lost_to="other_dealer", note="too dear")


def lose_again(lead, at, **content):
    said = {"reason": "price", "lost_to": "other_dealer", "note": "too dear"} | content
    return closing.lose(lead, by=seller_at(lead.store), at=at + timedelta(minutes=5), **said)


def test_the_same_act_again_changes_nothing(lost, at):
    again = lose_again(lost, at)
    assert (again.closed_at, Activity.objects.about(lost).filter(verb="move").count()) == (at, 1)


def test_an_empty_note_says_nothing_else(lost, at):
    assert lose_again(lost, at, note="").closed_at == at


@pytest.mark.parametrize(("content", "stands"), [({"lost_to": "private"}, "other_dealer"), ({"note": "x"}, "too dear")])
def test_the_same_act_with_other_content_is_refused_and_says_what_stands(lost, at, content, stands):
    with pytest.raises(Refused, match=f"This is “lost” already, with “{stands}”; nothing was changed."):
        lose_again(lost, at, **content)


@pytest.mark.parametrize("content", [{"lost_to": "private"}, {"note": "x"}])
def test_a_customer_is_not_shown_what_staff_wrote(lost, at, content):
    with pytest.raises(Refused, match="^This is “lost” already; nothing was changed.$"):
        move(lost, "lose", by=Access.customer(lost.store), at=at, **content)


def test_a_stamp_that_is_empty_is_refused_without_words_for_it(store, at):
    lead = make_lead(store, by=seller_at(store), at=at)
    lead = closing.lose(lead, by=seller_at(store), at=at, reason="price")
    with pytest.raises(Refused, match="This is “lost” already; nothing was changed."):
        lose_again(lead, at, note="")


def test_two_who_decide_alike_agree(store, at):
    lead = make_lead(store, by=seller_at(store), at=at)
    case = ownership.ask_join(lead, by=seller_at(store, "小张"), at=at)
    first = ownership.decide(case, by=moves.person(store, Role.SALES_MANAGER), at=at, granted=True)
    again = ownership.decide(case, by=moves.person(store, Role.GENERAL_MANAGER), at=at, granted=True)
    assert (again.decided_by, OwnershipCase.objects.get().status) == (first.decided_by, "granted")


def test_a_time_that_was_chosen_is_content(store, at):
    lead = make_lead(store, by=seller_at(store), at=at)
    move(lead, "win", by=seller_at(store), at=at, closed_at=at)
    with pytest.raises(Refused, match="This is “bought here” already, with “2"):
        move(lead, "win", by=seller_at(store), at=at, closed_at=at - timedelta(days=1))
