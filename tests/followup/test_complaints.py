"""A complaint from the first word to its verified end, against a written table of moves."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models.records import Activity, Notice
from accounts.roles import Role
from core.errors import Refused
from followup.actions import complaints
from followup.models.complaints import Complaint
from followup.notices import FollowupNotice
from followup.rules.complaints import may_be_in_charge
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer
from tests.factories.followup import make_call, make_complaint

S = Complaint.Status
WORKERS = {Role.CRM_AGENT, Role.SERVICE_MANAGER, Role.SALES_MANAGER, Role.GENERAL_MANAGER}
MOVES = {
    (S.RECEIVED, S.ASSIGNED),
    (S.RECEIVED, S.ESCALATED),
    (S.ASSIGNED, S.IN_PROGRESS),
    (S.ASSIGNED, S.ESCALATED),
    (S.IN_PROGRESS, S.RESOLVED),
    (S.IN_PROGRESS, S.ESCALATED),
    (S.ESCALATED, S.ASSIGNED),
    (S.ESCALATED, S.IN_PROGRESS),
    (S.ESCALATED, S.RESOLVED),
    (S.RESOLVED, S.CLOSED),
    (S.RESOLVED, S.IN_PROGRESS),
}


def test_the_legal_moves_and_who_may_make_them():
    assert set(Complaint.STATES.moves) == MOVES
    for perm in {perm for act in Complaint.STATES.acts for perm in act.perms}:
        assert perm.roles == WORKERS


def test_a_complaint_has_a_number_words_clocks_and_somebody_who_knows(store, at, access_of):
    first, second = make_complaint(store, at), make_complaint(store, at)
    assert (first.number, second.number) == ("C26000001", "C26000002")
    assert (first.react_due_at, first.answer_due_at) == (at + timedelta(hours=1), at + timedelta(hours=3))
    assert first.status == "received" and first.owner is None
    assert Notice.objects.filter(to_role=Role.SERVICE_MANAGER).count() == 2
    assert Activity.objects.about(first).get().note == "It still squeals."


def test_a_broken_promise_of_sales_goes_to_sales(store, at):
    make_complaint(store, at, category="sales_promise")
    assert Notice.objects.get().to_role == Role.SALES_MANAGER


def test_one_complaint_a_call(store, at, access_of):
    task, agent = make_call(store, at), access_of(Role.CRM_AGENT)
    facts = {"by": agent, "at": at, "category": "skill", "words": "No.", "task": task}
    complaint = complaints.open_complaint(task.customer, **facts)
    assert complaints.open_complaint(task.customer, **facts) == complaint
    with pytest.raises(Refused, match=f"has its complaint already: {complaint.number}"):
        complaints.open_complaint(task.customer, **facts | {"words": "And too dear."})


def test_who_may_not_open_one(store, at, access_of):
    with pytest.raises(PermissionDenied):
        complaints.open_complaint(
            make_customer(store), by=access_of(Role.TECHNICIAN), at=at, category="skill", words="No."
        )


def test_the_whole_way(store, at, access_of):
    complaint = make_complaint(store, at, status="closed")
    manager = access_of(Role.SERVICE_MANAGER).user
    assert (complaint.owner, complaint.taken_at, complaint.answered_at) == (manager, at, at)
    assert (complaint.resolved_at, complaint.closed_at) == (at, at)
    moves = Activity.objects.about(complaint).filter(verb="move").order_by("pk").values_list("to_status", flat=True)
    assert list(moves) == ["assigned", "in_progress", "resolved", "closed"]


def test_a_complaint_is_handed_over_by_who_has_it(store, at, access_of):
    complaint = make_complaint(store, at, status="assigned")
    agent, manager = access_of(Role.CRM_AGENT), access_of(Role.SERVICE_MANAGER)
    with pytest.raises(Refused, match="is in charge"):
        complaints.take_complaint(complaint, by=agent, at=at)
    complaint = complaints.take_complaint(complaint, by=manager, at=at + timedelta(hours=1), owner=agent.user)
    assert (complaint.owner, complaint.taken_at) == (agent.user, at)
    assert Notice.objects.filter(to_user=agent.user).count() == 1


def test_taking_twice_changes_nothing(store, at, access_of):
    complaint = make_complaint(store, at, status="assigned")
    again = complaints.take_complaint(complaint, by=access_of(Role.SERVICE_MANAGER), at=at + timedelta(hours=1))
    assert again.taken_at == at
    assert Activity.objects.about(complaint).filter(verb="move").count() == 1


def test_every_answer_is_kept_and_the_first_stops_the_clock(store, at, access_of):
    complaint = make_complaint(store, at, status="in_progress")
    later = at + timedelta(hours=2)
    complaint = complaints.answer_complaint(
        complaint, by=access_of(Role.CRM_AGENT), at=later, answer="Parts come Friday."
    )
    assert (complaint.answer, complaint.answered_at) == ("Parts come Friday.", at)
    notes = Activity.objects.about(complaint).order_by("pk").values_list("note", flat=True)
    assert list(notes)[-2:] == ["We look at it tomorrow.", "Parts come Friday."]


def test_the_same_answer_again_is_written_once(store, at, access_of):
    complaint = make_complaint(store, at, status="in_progress")
    facts = {"by": access_of(Role.CRM_AGENT), "at": at, "answer": "Parts come Friday."}
    for _try in range(2):
        complaints.answer_complaint(complaint, **facts)
    assert Activity.objects.about(complaint).filter(note="Parts come Friday.").count() == 1


def test_escalated_twice_tells_the_general_manager_once(store, at, access_of):
    complaint, manager = make_complaint(store, at), access_of(Role.SERVICE_MANAGER)
    for _try in range(2):
        complaints.escalate_complaint(complaint, by=manager, at=at, reason="Lawyer")
    assert Notice.objects.filter(kind=FollowupNotice.COMPLAINT_ESCALATED).count() == 1
    with pytest.raises(Refused, match="“escalated” already, with “Lawyer”"):
        complaints.escalate_complaint(complaint, by=manager, at=at, reason="Newspaper")


@pytest.mark.parametrize("status", ["received", "assigned"])
def test_nothing_is_solved_behind_the_customers_back(store, at, access_of, status):
    complaint = make_complaint(store, at, status=status)
    with pytest.raises(Refused):
        complaints.resolve_complaint(complaint, by=access_of(Role.CRM_AGENT), at=at, remedy="New pads", cause="Pads")


def test_an_escalated_one_that_was_never_answered_is_not_solved(store, at, access_of):
    manager = access_of(Role.SERVICE_MANAGER)
    complaint = complaints.escalate_complaint(make_complaint(store, at), by=manager, at=at, reason="Lawyer")
    with pytest.raises(Refused, match="Answer the customer first"):
        complaints.resolve_complaint(complaint, by=manager, at=at, remedy="New pads", cause="Pads")


def test_who_solved_it_does_not_verify_it(store, at, access_of):
    complaint = make_complaint(store, at, status="resolved")
    with pytest.raises(Refused, match="Another person"):
        complaints.close_complaint(complaint, by=access_of(Role.SERVICE_MANAGER), at=at)


def test_only_a_solved_complaint_is_taken_up_again(store, at, access_of):
    manager = access_of(Role.SERVICE_MANAGER)
    with pytest.raises(Refused):
        complaints.reopen_complaint(make_complaint(store, at, status="assigned"), by=manager, at=at, reason="No")
    complaint = make_complaint(store, at, status="resolved")
    complaint = complaints.reopen_complaint(complaint, by=manager, at=at, reason="Still squeals")
    assert (complaint.status, complaint.resolved_at) == ("in_progress", None)
    notices, log = Notice.objects.count(), Activity.objects.count()
    complaints.reopen_complaint(complaint, by=manager, at=at, reason="Still squeals")
    assert (Notice.objects.count(), Activity.objects.count()) == (notices, log)
    with pytest.raises(Refused):
        complaints.reopen_complaint(complaint, by=manager, at=at, reason="And too dear")


def test_a_solved_complaint_is_taken_up_again_before_it_is_answered(store, at, access_of):
    complaint = make_complaint(store, at, status="resolved")
    with pytest.raises(Refused, match="cannot become"):
        complaints.answer_complaint(complaint, by=access_of(Role.CRM_AGENT), at=at, answer="We look.")
    stands = Complaint.objects.get()
    assert (stands.status, stands.answer, stands.resolved_at) == ("resolved", complaint.answer, at)


def test_a_second_solution_plans_no_second_check(store, at, access_of):
    manager = access_of(Role.SERVICE_MANAGER)
    complaint = make_complaint(store, at, status="resolved")
    complaints.reopen_complaint(complaint, by=manager, at=at, reason="Still squeals")
    complaints.resolve_complaint(complaint, by=manager, at=at, remedy="New discs", cause="Discs")
    assert Complaint.objects.get().remedy == "New discs"


@pytest.mark.parametrize("came_from", S.values)
@pytest.mark.parametrize("role", [Role.CRM_AGENT, Role.SERVICE_ADVISOR])
def test_every_act_from_every_status_by_role(store, at, access_of, came_from, role):
    """Each act does what the table says, and nothing for a role without the permission."""
    by = access_of(role)
    acts = {
        S.IN_PROGRESS: lambda it: complaints.answer_complaint(it, by=by, at=at, answer="We look."),
        S.ESCALATED: lambda it: complaints.escalate_complaint(it, by=by, at=at, reason="Up"),
        S.RESOLVED: lambda it: complaints.resolve_complaint(
            it, by=by, at=at, remedy="New pads, free.", cause="Wrong pads"
        ),
        S.CLOSED: lambda it: complaints.close_complaint(it, by=by, at=at),
    }
    for to, act in acts.items():
        complaint = brought_to(came_from, store, at, access_of)
        legal = (came_from, to) in MOVES and not (came_from == S.RESOLVED and to == S.IN_PROGRESS)
        if role != Role.CRM_AGENT and ((came_from, to) in MOVES or to == S.IN_PROGRESS):
            with pytest.raises(PermissionDenied):
                act(complaint)
        elif legal or came_from == to:
            assert act(complaint).status == to
        else:
            with pytest.raises(Refused):
                act(complaint)


def brought_to(status, store, at, access_of) -> Complaint:
    if status != S.ESCALATED:
        return make_complaint(store, at, status=status)
    answered = make_complaint(store, at, status="in_progress")
    return complaints.escalate_complaint(answered, by=access_of(Role.SERVICE_MANAGER), at=at, reason="Up")


def test_the_clock_shown_is_the_next_promise(store, at):
    complaint = make_complaint(store, at)
    due = [
        Complaint.objects.with_clock().get(pk=make_complaint(store, at, status=status).pk).next_due_at
        for status in ("received", "assigned", "in_progress", "resolved")
    ]
    assert due == [complaint.react_due_at, complaint.answer_due_at, complaint.solve_due_at, None]


def test_overdue_first(store, at):
    calm = make_complaint(store, at, status="in_progress")
    done = make_complaint(store, at, status="resolved")
    urgent = make_complaint(store, at)
    assert list(Complaint.objects.overdue_first()) == [urgent, calm, done]
    assert list(Complaint.objects.overdue(at + timedelta(hours=2))) == [urgent]


def test_only_colleagues_whose_role_works_on_complaints_are_put_in_charge(store, other_store, at):
    manager = make_user(Role.SERVICE_MANAGER, store=store)
    make_user(Role.SERVICE_MANAGER, store=other_store)
    make_user(Role.TECHNICIAN, store=store)
    gone = make_user(Role.CRM_AGENT, store=store)
    gone.memberships.update(until=at.date() - timedelta(days=1))
    assert list(may_be_in_charge(store, at)) == [manager]
