"""A lead is lost for a reason that can be counted, and only once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.access import Access
from accounts.actions import change_settings
from accounts.models.lists import PickItem
from accounts.models.people import User
from accounts.models.records import Notice
from accounts.roles import Role
from core.errors import Refused
from sales.actions import automation, closing, contacts
from sales.models.leads import Grade, Lead
from sales.rules import reviews
from sales.settings import LETTER
from tests.factories.sales import make_lead

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def api(api_of):
    return api_of(Role.SALES_CONSULTANT)


@pytest.fixture
def me(store, api):
    return Access.of(User.objects.get(username="sales_consultant@SH01"), [Role.SALES_CONSULTANT], store)


@pytest.fixture
def lead(store, me):
    return make_lead(store, by=me)


@pytest.fixture
def in_review(lead, store, at):
    Lead.objects.filter(pk=lead.pk).update(expected_by=at.date() - timedelta(days=1))
    automation.review_expired(by=Access.system(store), at=at)
    return Lead.objects.get(pk=lead.pk)


@pytest.mark.parametrize("reason", ["zzz", " ", "met"])
def test_a_reason_that_is_not_of_the_list_is_bad_input(api, lead, reason):
    answer = api.post(f"/leads/{lead.pk}/lose/", {"reason": reason})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])
    lead.refresh_from_db()
    assert lead.status == "following"


def test_another_reason_for_a_lost_lead_is_refused_and_the_same_changes_nothing(api, lead):
    path = f"/leads/{lead.pk}/lose/"
    assert api.post(path, {"reason": "price"}).json()["lost_reason"] == "price"
    answer = api.post(path, {"reason": "product"})
    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["reason"])
    assert api.post(path, {"reason": "price"}).json()["lost_reason"] == "price"


def test_the_act_itself_takes_reasons_of_the_list_only(lead, me, at):
    with pytest.raises(Refused) as refused:
        closing.lose(lead, by=me, at=at, reason="zzz")
    assert refused.value.field == "reason"
    assert reviews.why_not_lost_for("price") is None
    assert reviews.why_not_lose_again(Lead(status="lost", lost_reason="price"), "price") is None
    assert reviews.why_not_lose_again(Lead(status="following"), "price") is None


def test_a_lead_bought_elsewhere_has_a_reason_of_the_list(api, in_review):
    path = f"/leads/{in_review.pk}/review/"
    answer = api.post(path, {"answer": "bought_elsewhere", "reason": "zzz"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])
    assert api.post(path, {"answer": "bought_elsewhere", "reason": "other_dealer"}).json()["status"] == "lost"


def test_unreachable_asks_for_the_same_attempts_at_every_door(api, lead, in_review, client_of, me, at):
    assert api.post(f"/leads/{lead.pk}/lose/", {"reason": "unreachable"}).status_code == 409
    answer = {"answer": "bought_elsewhere", "reason": "unreachable"}
    assert api.post(f"/leads/{in_review.pk}/review/", answer).status_code == 409
    page = client_of(Role.SALES_CONSULTANT).post(reverse("lead_lose", args=[lead.pk]), {"reason": "unreachable"})
    assert "3 attempts over 5 days" in page.content.decode()
    for day in (1, 3, 5):
        tried = {"channel": "call", "effective": False, "contacted_at": at + timedelta(days=day)}
        contacts.contact(lead, by=me, at=at + timedelta(days=day), **tried)
    assert closing.lose(lead, by=me, at=at + timedelta(days=5), reason="unreachable").lost_reason == "unreachable"


def test_the_page_of_a_review_offers_the_list(client_of, in_review):
    seller, address = client_of(Role.SALES_CONSULTANT), reverse("lead_review", args=[in_review.pk])
    page = seller.post(address, {"answer": "bought_elsewhere", "reason": "zzz"})
    assert list(page.context["form"].errors) == ["why_lost"]
    seller.post(address, {"answer": "bought_elsewhere", "why_lost": "used_car"})
    in_review.refresh_from_db()
    assert (in_review.status, in_review.lost_reason) == ("lost", "used_car")


def test_the_manager_reads_letter_and_reason_as_his_store_and_his_language_name_them(store, me, access_of, at):
    admin = access_of(Role.SYSTEM_ADMIN)
    by = replace(me, store=change_settings({LETTER[Grade.O].key: "H"}, by=admin, at=at))
    closing.lose(make_lead(by.store, by=me, grade="O"), by=by, at=at, reason="price")
    notice, price = Notice.objects.get(), PickItem.objects.of("loss_reason").get(code="price")
    assert "the H lead" in str(notice) and str(notice).endswith(f": {price.name_en}")
    with translation.override("zh-hans"):
        assert str(notice).endswith(price.name_zh)


@pytest.mark.parametrize(("language", "reason"), [("en", "Price"), ("zh-hans", "价格原因")])
def test_a_file_names_the_reason_in_words(client_of, lead, me, at, language, reason):
    closing.lose(lead, by=me, at=at, reason="price")
    boss = client_of(Role.SALES_MANAGER)
    answer = boss.get("/leads/?due=all&status=lost&format=csv", headers={"Accept-Language": language})
    csv = b"".join(answer.streaming_content).decode()
    assert reason in csv and ",price" not in csv
