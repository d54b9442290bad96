"""A manager corrects the judgement of a rule with a reason; the records stay (service 4.1)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.access import Access
from accounts.models.records import Activity
from accounts.roles import Role
from appointments.actions import corrections, visits
from appointments.audit import judge
from appointments.audit.catalogue import RULES, rule_of
from appointments.audit.corrections import fingerprint
from appointments.models.corrections import Correction
from appointments.rules import corrections as rules
from appointments.rules.bookings import why_not_beyond_share
from core.errors import Refused, Stale
from tests.appointments.conftest import local
from tests.factories.accounts import make_user
from tests.factories.appointments import make_appointment
from tests.factories.audit import acknowledge, advisor_of, judgements, minutes, states

WHY = "客户当天在现场已经说清楚"


@pytest.fixture
def visit(store, shop, car, at):
    """An appointment whose diagnosis nobody chose: D3 and N3 are broken."""
    return make_appointment(store, at, local(24, 10), vehicle=car)


@pytest.fixture
def manager(access_of):
    return access_of(Role.SERVICE_MANAGER)


def correct(visit, manager, at, code="N3", **facts):
    facts = {"state": "pass", "reason": WHY, "seen": fingerprint(judgements(visit, at)[code])} | facts
    return corrections.correct(visit, by=manager, at=at, rule=rule_of(code), **facts)


def tally(visit, at, code):
    found = judge.tally([judge.of(visit.pk, store=visit.store, at=at)])
    return next(one for one in found if one.rule.code == code)


def test_a_correction_counts_and_is_shown_with_its_reason(visit, manager, at):
    correct(visit, manager, at)
    one = judgements(visit, at)["N3"]
    assert (one.state, one.by_records, one.correction.reason) == ("pass", "fail", WHY)
    assert [proof.text for proof in one.evidence] == ["No diagnosis was recorded at the booking."]
    counted = tally(visit, at, "N3")
    assert (counted.share, counted.corrected, tally(visit, at, "D3").corrected) == (100.0, 1, 0)
    assert Activity.objects.filter(verb="correct rule", note=WHY).count() == 1


def test_the_same_correction_again_changes_nothing(visit, manager, at):
    assert correct(visit, manager, at) == correct(visit, manager, at + minutes(1))
    assert Correction.objects.count() == 1


def test_another_correction_is_refused_until_the_first_is_taken_back(visit, manager, at):
    correct(visit, manager, at)
    with pytest.raises(Refused, match="Take that back first"):
        correct(visit, manager, at, state="not_applicable")
    corrections.take_back(visit, by=manager, at=at, rule=rule_of("N3"))
    assert states(visit, at, "N3") == ["fail"]
    correct(visit, manager, at, state="not_applicable")
    assert states(visit, at, "N3") == ["not_applicable"]
    ended = Correction.objects.get(after="pass")
    assert (ended.ended_at, ended.ended_by) == (at, manager.user)


def test_taken_back_twice_is_taken_back_once(visit, manager, at):
    correct(visit, manager, at)
    for after in (1, 2):
        corrections.take_back(visit, by=manager, at=at + minutes(after), rule=rule_of("N3"))
    assert Correction.objects.get().ended_at == at + minutes(1)
    with pytest.raises(Refused, match="Nothing is corrected here"):
        corrections.take_back(visit, by=manager, at=at, rule=rule_of("D4"))


def test_a_correction_falls_when_the_records_change(visit, manager, at):
    late = at + minutes(45)
    correct(visit, manager, late, "D7")
    assert states(visit, late, "D7") == ["pass"]
    acknowledge(visit, late, advisor_of(visit))
    one = judgements(visit, late)["D7"]
    assert (one.state, one.correction, one.fallen.reason) == ("fail", None, WHY)
    assert tally(visit, late, "D7").corrected == 0
    correct(visit, manager, late, "D7")
    assert (states(visit, late, "D7"), Correction.objects.standing().count()) == (["pass"], 1)


def test_one_that_fell_can_be_taken_back(visit, manager, at):
    late = at + minutes(45)
    correct(visit, manager, late, "D7")
    acknowledge(visit, late, advisor_of(visit))
    corrections.take_back(visit, by=manager, at=late, rule=rule_of("D7"))
    assert (judgements(visit, late)["D7"].fallen, Correction.objects.standing().count()) == (None, 0)


def test_records_that_changed_since_they_were_seen_are_not_corrected(visit, manager, at):
    late = at + minutes(45)
    seen = fingerprint(judgements(visit, late)["D7"])
    acknowledge(visit, late, advisor_of(visit))
    with pytest.raises(Stale, match="It says now: failed"):
        correct(visit, manager, late, "D7", seen=seen)


@pytest.mark.parametrize("reason", ["x", "……", "无", "aaa", "123"])
def test_a_reason_is_words(visit, manager, at, reason):
    with pytest.raises(Refused, match="Say in words"):
        correct(visit, manager, at, reason=reason)


@pytest.mark.parametrize(
    ("code", "state", "words"),
    [
        ("D12", "pass", "It is still open"),
        ("D10", "pass", "does not apply"),
        ("N3", "fail", "That is what the records say already"),
    ],
)
def test_what_is_open_or_does_not_apply_or_stays_the_same_is_not_corrected(visit, manager, at, code, state, words):
    with pytest.raises(Refused, match=words):
        correct(visit, manager, at, code, state=state)


def test_nobody_corrects_what_he_answers_for_himself(store, shop, car, at, manager):
    visit = make_appointment(store, at, local(24, 10), vehicle=car, by=manager)
    with pytest.raises(Refused, match="You answer for this yourself"):
        correct(visit, manager, at)
    other = Access.of(make_user(Role.GENERAL_MANAGER, store=store), [Role.GENERAL_MANAGER], store)
    assert correct(visit, other, at).corrected_by == other.user


def test_only_managers_correct(visit, by, at):
    with pytest.raises(PermissionDenied):
        correct(visit, by, at)


def test_a_correction_is_never_deleted(visit, manager, at):
    correct(visit, manager, at)
    with pytest.raises(InternalError), transaction.atomic():
        Correction.objects.all().delete()


def test_the_language_of_the_reader_makes_no_difference(visit, at):
    for rule in RULES:
        english = fingerprint(judgements(visit, at)[rule.code])
        with translation.override("zh-hans"):
            assert fingerprint(judgements(visit, at)[rule.code]) == english


def test_a_cancelled_appointment_keeps_its_corrections(visit, manager, at, by):
    correct(visit, manager, at)
    visits.cancel(visit, by=by, at=at + minutes(5), reason="客户有事")
    assert states(visit, at + minutes(5), "N3") == ["pass"]


# ── the rules ─────────────────────────────────────────────────────────────────────────────────
def test_a_decided_judgement_may_be_corrected_by_a_person_who_does_not_answer_for_it(visit, manager, store, at):
    judged = judgements(visit, at)
    assert rules.why_not_correct(judged["N3"], visit.advisor.user, manager) is None
    assert rules.why_not_correct(judged["N3"], manager.user, manager) is not None
    assert rules.why_not_correct(judged["D12"], None, manager) is not None
    assert rules.why_not_correct(judged["N3"], None, Access.system(store)) is not None


def test_each_reason_says_no_and_yes(visit, manager, at, store):
    one = judgements(visit, at)["N3"]
    assert rules.why_not_stale(one, fingerprint(one)) is None
    assert rules.why_not_stale(one, "old") is not None
    assert (rules.why_not_again(one, "pass"), rules.why_not_again(one, "fail") is None) == (None, False)
    assert (rules.why_not_words(WHY), rules.why_not_words("x") is None) == (None, False)
    assert rules.why_not_take_back(one) is not None
    correct(visit, manager, at)
    assert rules.why_not_take_back(judgements(visit, at)["N3"]) is None
    assert rules.why_not_again(judgements(visit, at)["N3"], "not_applicable") is not None


def test_kept_hours_are_for_walk_ins_by_a_manager_with_words(by, manager):
    assert why_not_beyond_share(WHY, "walk_in", manager) is None
    assert why_not_beyond_share(WHY, "appointment", manager) is not None
    assert why_not_beyond_share(WHY, "walk_in", by) is not None
    assert why_not_beyond_share("x", "walk_in", manager) is not None


# ── pages and API ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.usefixtures("frozen")
def test_the_page_corrects_and_takes_back(client_of, visit, at):
    client = client_of(Role.SERVICE_MANAGER)
    url = reverse("audit_correct", args=[visit.pk, "N3"])
    assert (
        reverse("audit_correct", args=[visit.pk, "N3"])
        in client.get(reverse("appointment_audit", args=[visit.pk])).content.decode()
    )
    page = client.get(url)
    form = page.context["form"]
    assert (form["state"].value(), "fail" in dict(form.fields["state"].choices)) == (None, False)
    sent = {"state": "pass", "reason": WHY, "seen": form["seen"].value()}
    answer = client.post(url, {**sent, "reason": "x"})
    assert "Say in words" in answer.content.decode() and answer.status_code == 409
    client.post(url, sent)
    shown = client.get(reverse("appointment_audit", args=[visit.pk])).content.decode()
    assert WHY in shown and "Corrected from “failed” to “passed”" in shown
    client.post(reverse("audit_take_back", args=[visit.pk, "N3"]))
    assert states(visit, at, "N3") == ["fail"]
    assert WHY in client.get(url).content.decode()


@pytest.mark.usefixtures("frozen")
def test_a_page_that_has_grown_old_keeps_what_was_typed(client_of, visit, at):
    client, url = client_of(Role.SERVICE_MANAGER), reverse("audit_correct", args=[visit.pk, "N3"])
    answer = client.post(url, {"state": "pass", "reason": WHY, "seen": "old"})
    assert answer.status_code == 409 and WHY in answer.content.decode()
    client.post(url, {"state": "pass", "reason": WHY, "seen": answer.context["form"]["seen"].value()})
    assert states(visit, at, "N3") == ["pass"]


@pytest.mark.usefixtures("frozen")
def test_the_api_corrects_and_takes_back(api_of, visit, at):
    api = api_of(Role.SERVICE_MANAGER)
    judged = {one["rule"]: one for one in api.get(f"/appointments/{visit.pk}/audit/").json()}
    body = {"rule": "N3", "state": "pass", "reason": WHY, "seen": judged["N3"]["seen"]}
    answer = api.post(f"/appointments/{visit.pk}/audit/correct/", body)
    assert (answer.status_code, answer.json()["state"], answer.json()["by_records"]) == (200, "pass", "fail")
    assert answer.json()["correction"]["reason"] == WHY
    answer = api.post(f"/appointments/{visit.pk}/audit/take-back/", {"rule": "N3"})
    assert (answer.json()["state"], answer.json()["correction"]) == ("fail", None)


@pytest.mark.usefixtures("frozen")
def test_there_is_no_rule_d13(client_of, visit):
    url = reverse("audit_correct", args=[visit.pk, "N3"]).replace("N3", "D13")
    assert client_of(Role.SERVICE_MANAGER).get(url).status_code == 404
