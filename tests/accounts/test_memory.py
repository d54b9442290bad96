"""What the house remembers for a while, and that it forgets it."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import idempotency, tasks
from accounts.access import Access
from accounts.log import answer_notices, notify
from accounts.models.records import Activity, Notice, RememberedAnswer
from accounts.roles import Role
from service.notices import OrderNotice
from tests.factories.accounts import make_user


def test_answers_are_remembered_for_seven_days_and_sessions_until_they_end(store, at, frozen, monkeypatch):
    monkeypatch.setattr(idempotency, "BATCH", 2)
    ages = [timedelta(days=7), timedelta(days=7, seconds=1), timedelta(days=8), timedelta(days=400), timedelta(0)]
    for number, age in enumerate(ages):
        RememberedAnswer.objects.create(principal="user:1:1", key=str(number), fingerprint="f", at=at - age)
    for key, ends in (("over", at - timedelta(seconds=1)), ("open", at + timedelta(seconds=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for _twice in range(2):
        tasks.forget()
        assert {answer.key for answer in RememberedAnswer.objects.all()} == {"0", "4"}
        assert [session.pk for session in Session.objects.all()] == ["open"]


def test_the_key_of_one_store_is_another_at_the_other(store, other_store, client_of):
    browser = client_of(Role.HOTLINE_CLERK)
    make_user(Role.HOTLINE_CLERK, store=other_store, username="hotline_clerk@SH01")
    body = {"name": "张三", "kind": "person", "phone": "13800138000", "idempotency_key": "once"}
    answers = []
    for code in ("SH01", "SH02", "SH01"):
        browser.post("/store/", {"store": code})
        answers.append(browser.post("/customers/new/", body))
    assert [answer.status_code for answer in answers] == [302] * 3
    assert [answer.get("Idempotent-Replayed", "") for answer in answers] == ["", "", "true"]
    assert answers[0]["Location"] == answers[2]["Location"] != answers[1]["Location"]


def test_a_notice_that_the_system_has_answered_is_read_by_nobody_in_person(store, at):
    about = Activity(store=store, pk=1)
    notify(OrderNotice.READY, about=about, at=at, role=Role.CASHIER, order="R1")
    assert answer_notices(OrderNotice.READY, about=about, by=Access.system(store), at=at) == 1
    notice = Notice.objects.get()
    assert (notice.acknowledged_at, notice.acknowledged_by) == (at, None)


def test_readiness_reads_the_migrations_from_the_disk_once(client, db):
    client.get("/healthz/ready")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/healthz/ready").json()["migrations"] == {"ok": True}
    assert [query["sql"] for query in queries if "django_migrations" in query["sql"]] == []
