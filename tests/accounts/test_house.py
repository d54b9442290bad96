"""The house's own promises: doors, moves, notices, numbers, idempotency."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError

from accounts import actions
from accounts.log import next_number, notify
from accounts.models.people import User
from accounts.models.records import Activity, Counter, Notice
from accounts.roles import Role
from accounts.scope import WrongStore
from billing.perms import BillPerm
from core.errors import Refused
from service.notices import OrderNotice
from tests.factories.accounts import make_user


def make_notice(store, at, **to):
    return notify(OrderNotice.READY, about=Activity(store=store, pk=1), at=at, **to, order="R1")


def test_rows_cannot_be_read_without_a_scope(db):
    with pytest.raises(ScopeError):
        list(Notice.objects.all())


def test_a_row_of_another_store_cannot_be_written(store, other_store, at):
    with pytest.raises(WrongStore):
        make_notice(other_store, at, role=Role.CASHIER)


def test_another_stores_rows_are_invisible(store, other_store, at):
    make_notice(store, at, role=Role.CASHIER)
    with scope(store=other_store):
        make_notice(other_store, at, role=Role.CASHIER)
        assert Notice.objects.count() == 1
    assert Notice.objects.count() == 1


def test_require_refuses_what_the_role_lacks(access_of):
    access_of(Role.CASHIER).require(BillPerm.PAYMENT_TAKE)
    with pytest.raises(PermissionDenied):
        access_of(Role.TECHNICIAN).require(BillPerm.PAYMENT_TAKE)


def test_numbers_run_without_gap_by_store_and_year(store, other_store):
    assert [next_number(store, "bill", 2026) for _ in range(3)] == [1, 2, 3]
    assert next_number(store, "bill", 2027) == 1
    assert next_number(other_store, "bill", 2026) == 1
    with scopes_disabled():
        assert Counter.objects.count() == 3


def test_a_notice_is_acknowledged_once_by_its_reader(store, at, access_of):
    notice = make_notice(store, at, role=Role.CASHIER)
    cashier = access_of(Role.CASHIER)
    first = actions.acknowledge(notice, by=cashier, at=at)
    assert (first.acknowledged_at, first.acknowledged_by) == (at, cashier.user)


def test_the_api_acknowledges_with_the_same_answer_twice(store, at, api_of):
    notice = make_notice(store, at, role=Role.CASHIER)
    cashier = api_of(Role.CASHIER)
    path = f"/notices/{notice.pk}/acknowledge/"
    first, second = cashier.post(path, key="k1"), cashier.post(path, key="k1")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert second["Idempotent-Replayed"] == "true"


def test_one_key_with_another_body_is_refused(store, at, api_of):
    notice = make_notice(store, at, role=Role.CASHIER)
    cashier = api_of(Role.CASHIER)
    cashier.post(f"/notices/{notice.pk}/acknowledge/", key="k1")
    other = make_notice(store, at, role=Role.CASHIER)
    assert cashier.post(f"/notices/{other.pk}/acknowledge/", key="k1").status_code == 422


def test_unknown_keys_in_a_body_are_refused(store, at, api_of):
    notice = make_notice(store, at, role=Role.CASHIER)
    answer = api_of(Role.CASHIER).post(f"/notices/{notice.pk}/acknowledge/", {"status": "x"})
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"status": ["This field is not known here."]}


def test_somebody_elses_notice_is_not_found(store, at, api_of):
    notice = make_notice(store, at, role=Role.CASHIER)
    assert api_of(Role.TECHNICIAN).post(f"/notices/{notice.pk}/acknowledge/").status_code == 404


def test_token_against_name_and_password(store, client):
    from tests.factories.accounts import make_user

    user = make_user(Role.CASHIER, store=store)
    user.set_password("demo")
    user.save()
    body = {"username": user.username, "password": "demo"}
    answer = client.post("/api/v1/token/", body, content_type="application/json")
    token = answer.json()["token"]
    assert client.get("/api/v1/notices/", headers={"Authorization": f"Token {token}"}).status_code == 200
    assert client.get("/api/v1/notices/", headers={"Authorization": "Token wrong"}).status_code == 401
    assert client.get("/api/v1/notices/").status_code == 401


def test_a_page_sends_strangers_to_the_door(client, db):
    answer = client.get(reverse("notice_list"))
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/notices/")


def test_a_person_of_two_roles_switches_to_his_other_store(store, other_store, client_of):
    browser = client_of(Role.HOTLINE_CLERK, Role.CASHIER)
    user = User.objects.get(pk=browser.session["_auth_user_id"])
    make_user(Role.HOTLINE_CLERK, Role.CASHIER, store=other_store, username=user.username)
    assert browser.post(reverse("switch_store"), {"store": "SH02"}).status_code == 302
    assert browser.get(reverse("notice_list")).context["request"].access.store == other_store


def test_a_store_that_a_person_has_left_is_not_his_to_switch_to(store, other_store, client_of, at):
    browser = client_of(Role.HOTLINE_CLERK)
    user = make_user(Role.CASHIER, store=other_store, username="hotline_clerk@SH01")
    user.memberships.filter(store=other_store).update(until=at.date() - timedelta(days=400))
    assert browser.post(reverse("switch_store"), {"store": "SH02"}).status_code == 404


@pytest.mark.parametrize("code", ["SH02", "XX99"])
def test_a_store_that_is_not_mine_is_not_there(store, other_store, client_of, api_of, code):
    assert client_of(Role.CASHIER).get(reverse("notice_list"), {"store": code}).status_code == 404
    assert api_of(Role.CASHIER).get("/notices/", store=code).status_code == 404
    assert api_of(Role.CASHIER).get("/notices/", store="SH01").status_code == 200


def test_a_store_that_does_not_exist_is_not_there_for_the_group(store, api_of):
    assert api_of(Role.GROUP_MANAGER, store=None).get("/metrics/", store="XX99").status_code == 404


def test_whoever_is_of_the_group_and_of_a_store_acts_there_and_comes_back(store, other_store, client_of):
    browser = client_of(Role.GROUP_MANAGER, store=None)
    make_user(Role.CASHIER, store=store, username=User.objects.get(pk=browser.session["_auth_user_id"]).username)

    def access():
        return browser.get(reverse("notice_list")).context["request"].access

    assert (access().store, access().can(BillPerm.PAYMENT_TAKE)) == (None, False)
    browser.post(reverse("switch_store"), {"store": "SH01"})
    assert (access().store, access().can(BillPerm.PAYMENT_TAKE)) == (store, True)
    browser.post(reverse("switch_store"), {"store": ""})
    assert (access().store, access().can(BillPerm.PAYMENT_TAKE)) == (None, False)


def test_a_notice_is_taken_note_of_once_and_by_whom_it_is_for(store, at, access_of):
    notice, cashier = make_notice(store, at, role=Role.CASHIER), access_of(Role.CASHIER)
    with pytest.raises(Refused, match="addressed to somebody else"):
        actions.acknowledge(notice, by=access_of(Role.TECHNICIAN), at=at)
    actions.acknowledge(notice, by=cashier, at=at)
    assert actions.acknowledge(notice, by=cashier, at=at + timedelta(hours=1)).acknowledged_at == at
