"""The pages of sales: each opens for its roles, posts plainly, asks the database a fixed number of questions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from accounts.access import Access
from accounts.models.people import User
from accounts.roles import Role
from core.views import ListPage, address_of_key
from sales.actions import automation, contacts, ownership
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit
from tests.factories.sales import due_after, make_lead, make_organisation, make_visit

pytestmark = pytest.mark.usefixtures("frozen")
PHONE = "13800138000"
DAY = timedelta(days=1)


@pytest.fixture
def browser(client_of):
    return client_of(Role.SALES_CONSULTANT)


@pytest.fixture
def me(store, browser):
    return Access.of(User.objects.get(username="sales_consultant@SH01"), [Role.SALES_CONSULTANT], store)


@pytest.fixture
def boss(client_of):
    return client_of(Role.SALES_MANAGER)


def post(browser, page, *args, **told):
    return browser.post(reverse(page, args=args), told)


def texts(response):
    return [str(message) for message in response.context["messages"]]


# ── Canvassing ────────────────────────────────────────────────────────────────────────────────


def test_the_canvassing_screen_works_as_a_plain_post(browser, store, at):
    page = browser.get("/canvass/")
    assert (page.status_code, page.templates[0].name) == (200, "sales/visit_new.html")
    told = {"outcome": "met", "grade": "O", "phone": "138 0013 8000", "note": "比价中"}
    answer = browser.post("/canvass/", told | {"client_id": page.context["form"]["client_id"].value()}, follow=True)
    assert texts(answer) == [f"Saved. Next contact: {due_after('O', at.date()):%a %-d %b}"]
    assert (Lead.objects.get().grade, CanvassVisit.objects.get().phone) == ("O", PHONE)


def test_one_field_is_required(browser, store):
    answer = browser.post("/canvass/", {"phone": PHONE})
    assert answer.context["form"].errors.keys() == {"outcome"}
    assert browser.post("/canvass/", {"outcome": "absent"}).status_code == 302


def test_a_plain_double_submit_is_one_visit(browser, store):
    told = {"client_id": "3f0f6a5e-5d1c-4c39-9df8-8ad3cb7d5a0f", "outcome": "met", "phone": PHONE}
    for _click in range(2):
        assert browser.post("/canvass/", told | {"visited_at": "2026-11-23T01:00:00Z"}).status_code == 302
    assert CanvassVisit.objects.count() == 1


def test_a_conflict_comes_back_as_a_card_with_its_choices(browser, store, li):
    make_lead(store, by=li, phone=PHONE, name="张伟")
    page = browser.post("/canvass/", {"outcome": "met", "phone": PHONE}, follow=True)
    html = page.content.decode()
    assert "A colleague follows this customer" in html
    assert ("张*" in html, "138****8000" in html, "小李" in html) == (True, True, True)
    assert ("张伟" in html, PHONE in html) == (False, False)
    fragment = browser.get("/canvass/conflicts/").content.decode()
    assert ("A colleague follows this customer" in fragment, "<html" in fragment) == (True, False)


@pytest.mark.parametrize("choice", ["yield", "join", "transfer"])
def test_a_choice_is_one_tap(browser, store, li, me, choice):
    make_lead(store, by=li, phone=PHONE)
    visit = make_visit(store, by=me, phone=PHONE)
    post(browser, "visit_choice", visit.pk, choice)
    assert OwnershipCase.objects.get().kind == choice
    assert browser.get("/canvass/").context["cards"] == []


def test_not_the_same_asks_why(browser, store, li, me):
    make_lead(store, by=li, phone=PHONE)
    visit = make_visit(store, by=me, phone=PHONE)
    assert post(browser, "visit_not_same", visit.pk).context["form"].errors.keys() == {"reason"}
    assert post(browser, "visit_not_same", visit.pk, reason="夫妻").status_code == 302
    assert OwnershipCase.objects.get().reason == "夫妻"


def test_somebody_elses_visit_is_not_there(browser, store, li, zhang):
    make_lead(store, by=li, phone=PHONE)
    visit = make_visit(store, by=zhang, phone=PHONE)
    assert post(browser, "visit_choice", visit.pk, "yield").status_code == 404


def test_the_worker_is_served_from_the_root_to_everybody(client, db):
    worker = client.get("/sw.js")
    assert (worker.status_code, worker["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert (worker["Service-Worker-Allowed"], worker["Cache-Control"]) == ("/", "no-cache")
    assert b'"/canvass/"' in worker.content
    assert client.get("/canvass/offline/").status_code == 200


def test_who_says_whose_visits_may_be_sent(client, browser, boss, me):
    assert client.get("/canvass/who/").status_code == 401
    assert boss.get("/canvass/who/").status_code == 401
    answer = browser.get("/canvass/who/")
    assert (answer.json()["user"], bool(answer.json()["csrf"])) == (me.user.pk, True)


# ── Lists ─────────────────────────────────────────────────────────────────────────────────────


def test_today_is_the_page_without_filters(browser, store, me, at):
    due = make_lead(store, by=me, at=at - 7 * DAY, name="刘敏")
    make_lead(store, by=me, name="陈强")
    page = browser.get("/leads/")
    assert list(page.context["page_obj"]) == [due]
    assert [(tab["label"], tab["count"], tab["active"]) for tab in page.context["tabs"]] == [
        ("Today", 1, True),
        ("Overdue", 0, False),
        ("This week", 2, False),
        ("All", 2, False),
    ]
    assert len(browser.get("/leads/?due=all").context["page_obj"]) == 2
    assert len(browser.get("/leads/?q=陈强").context["page_obj"]) == 1


def test_a_page_has_as_many_rows_as_the_number_on_its_tab(browser, store, me, at):
    for days, name in enumerate(["刘敏", "陈强", "孙丽", "周杰"]):
        lead = make_lead(store, by=me, at=at - 3 * days * DAY, name=name)
    Lead.objects.filter(pk=lead.pk).update(next_due_on=None)
    for due in ("today", "overdue", "week", "none", "all"):
        page = browser.get(f"/leads/?due={due}").context
        [tab] = [tab for tab in page["tabs"] if tab["active"]]
        assert tab["count"] == page["page_obj"].paginator.count == len(page["page_obj"].object_list), due
    assert browser.get("/leads/?due=all&grade=O").context["page_obj"].paginator.count == 0


def test_a_due_day_that_is_none_leaves_the_list_as_long_as_it_is(browser, store, me, at):
    make_lead(store, by=me, at=at - 3 * DAY, name="刘敏")
    for due in ("review", "someday"):
        page = browser.get(f"/leads/?due={due}").context["page_obj"]
        assert (page.paginator.count, len(page.object_list)) == (1, 1), due


def test_a_review_has_its_own_tab(browser, store, me, at):
    lead = make_lead(store, by=me, at=at - 9 * DAY, grade="O")
    automation.review_expired(by=Access.system(store), at=at)
    page = browser.get("/leads/?status=review")
    assert list(page.context["page_obj"]) == [lead]
    assert [tab["label"] for tab in page.context["tabs"] if tab["active"]] == ["In review"]


def test_only_rows_are_sent_to_htmx(browser, store, me):
    make_lead(store, by=me)
    rows = browser.get("/leads/?due=all", headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in rows, "table-cards" in rows) == (False, True)


LISTS = ["/leads/?due=all", "/visits/", "/revisits/", "/organisations/", "/cases/"]


@pytest.mark.parametrize("path", LISTS)
def test_lists_ask_the_same_questions_for_one_and_three_rows(boss, store, li, zhang, at, path, count_queries):
    def row():
        lead = make_lead(store, by=li)
        ownership.ask_join(lead, by=zhang, at=at)
        make_organisation(store, by=li)

    row()
    one = count_queries(lambda: boss.get(path))
    row()
    row()
    three = count_queries(lambda: boss.get(path))
    assert one == three
    assert three <= 9  # eight, and the role switcher of the demo


@pytest.fixture
def count_queries(django_assert_max_num_queries):
    def count(call):
        with django_assert_max_num_queries(100) as asked:
            assert call().status_code == 200
        return len(asked)

    return count


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_empty_with_words(boss, store, path):
    assert 'class="empty"' in boss.get(path).content.decode()


def test_lists_leave_as_csv_for_those_who_may(browser, boss, store, li):
    """SALES-24: the register of visits too."""
    make_lead(store, by=li, name="张伟", phone=PHONE)
    csv = b"".join(boss.get("/leads/?due=all&format=csv").streaming_content).decode()
    assert ("张伟" in csv, PHONE in csv) == (True, True)
    assert b"".join(boss.get("/visits/?format=csv").streaming_content).count(b"\r\n") == 2
    assert browser.get("/visits/?format=csv")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_that_cannot_hold_all_rows_is_not_made(boss, store, li, kind, monkeypatch):
    monkeypatch.setattr(ListPage, "export_limit", 2)
    for _lead in range(2):
        make_lead(store, by=li)
    assert boss.get(f"/leads/?due=all&format={kind}")["Content-Disposition"].startswith("attachment")
    make_lead(store, by=li)
    page = boss.get(f"/leads/?due=all&format={kind}")
    assert page.status_code == 409
    assert "These are 3 rows; a file holds 2. Narrow the list first." in page.content.decode()


# ── A lead ────────────────────────────────────────────────────────────────────────────────────


def test_a_lead_shows_its_story(browser, store, me, at, count_queries):
    lead = make_lead(store, by=me, name="张伟", phone=PHONE, note="比价中")
    contacts.postpone(lead, by=me, at=at, due_on=at.date() + 9 * DAY)
    path = reverse("lead_detail", args=[lead.pk])
    html = browser.get(path).content.decode()
    assert all(text in html for text in ("张伟", "138 0013 8000", "比价中", "Does he need a car?"))
    assert count_queries(lambda: browser.get(path)) <= 13  # twelve, and the role switcher of the demo


def test_a_contact_by_form_offers_the_next_task(browser, store, me):
    lead = make_lead(store, by=me)
    page = browser.get(reverse("lead_contact", args=[lead.pk]))
    assert page.context["form"]["grade"].value() == "same"
    answer = browser.post(reverse("lead_contact", args=[lead.pk]), {"result": "spoke", "grade": "O"}, follow=True)
    assert answer.redirect_chain == [("/leads/", 302)]
    assert Lead.objects.get().grade == "O"


def test_an_attempt_by_form_leaves_the_rest(browser, store, me):
    lead = make_lead(store, by=me)
    post(browser, "lead_contact", lead.pk, result="no_answer", grade="O", next_due_on="2026-11-25")
    again = Lead.objects.get()
    assert (again.attempts, again.grade, again.next_due_on) == (1, "A", lead.next_due_on)


def test_what_the_rules_refuse_stands_at_the_field_and_nothing_is_lost(browser, store, me):
    lead = make_lead(store, by=me)
    answer = post(browser, "lead_contact", lead.pk, result="spoke", note="聊了", next_due_on="2027-05-01")
    assert (answer.status_code, answer.context["form"].errors.keys()) == (409, {"next_due_on"})
    assert "聊了" in answer.content.decode()


def test_the_other_forms_of_a_lead(browser, store, me):
    """Also where he comes from (SALES-6) and which model he thinks of (SALES-36)."""
    lead = make_lead(store, by=me, grade="B")
    for name in ("lead_postpone", "lead_regrade", "lead_edit", "lead_review", "lead_lose"):
        assert browser.get(reverse(name, args=[lead.pk])).status_code == 200
    post(browser, "lead_postpone", lead.pk, due_on="2026-12-10")
    assert post(browser, "lead_postpone", lead.pk, due_on="2026-11-10").context["form"].errors.keys() == {"due_on"}
    assert post(browser, "lead_regrade", lead.pk).context["form"].errors.keys() == {"grade"}
    post(browser, "lead_regrade", lead.pk, grade="A")
    facts = {"version": 1, "need": "yes", "means": "yes", "authority": "no", "source": "friend", "family": "途观L"}
    assert post(browser, "lead_edit", lead.pk, **facts).status_code == 302
    assert post(browser, "lead_edit", lead.pk, **facts).status_code == 409
    lead.refresh_from_db()
    assert (lead.grade, lead.need, lead.source, lead.family) == ("A", "yes", "friend", "TIGUAN_L")
    assert 'value="Tiguan L"' in browser.get(reverse("lead_edit", args=[lead.pk])).content.decode()
    assert post(browser, "lead_lose", lead.pk).context["form"].errors.keys() == {"reason"}
    post(browser, "lead_lose", lead.pk, reason="price")
    assert Lead.objects.get().status == "lost"


def test_a_review_is_answered_by_form(browser, store, me, at):
    lead = make_lead(store, by=me, at=at - 9 * DAY, grade="O")
    automation.review_expired(by=Access.system(store), at=at)
    asked = post(browser, "lead_review", lead.pk, answer="postponed")
    assert asked.context["form"].errors.keys() == {"expected_by"}
    post(browser, "lead_review", lead.pk, answer="postponed", expected_by="2027-01-10")
    assert Lead.objects.get().grade == "B"


def test_the_register_of_revisits_says_what_came_of_each(boss, store, me, at):
    lead = make_lead(store, by=me, at=at - 9 * DAY, grade="O")
    due_on = lead.next_due_on
    contacts.contact(lead, by=me, at=at, channel="call", effective=True)
    page = boss.get(reverse("revisit_list"))
    assert [(revisit.due_on, revisit.status) for revisit in page.context["page_obj"]] == [(due_on, "late")]
    assert "kept late" in page.content.decode()
    assert "kept late" in boss.get(reverse("revisit_list"), {"format": "csv"}).getvalue().decode("utf-8-sig")


def test_winning_and_undoing_are_buttons(browser, store, me, at):
    lead = make_lead(store, by=me, at=at - 70 * DAY, grade="B")
    automation.tighten(by=Access.system(store), at=at)
    assert "Take it back" in browser.get(lead.get_absolute_url()).content.decode()
    post(browser, "lead_undo_grade", lead.pk)
    assert Lead.objects.get().grade == "B"
    post(browser, "lead_win", lead.pk)
    assert Lead.objects.get().status == "won"


def test_a_colleagues_lead_and_another_stores_are_not_there(browser, store, other_store, li):
    with scope(store=other_store):
        theirs = make_lead(other_store)
    for lead in (make_lead(store, by=li), theirs):
        for name in ("lead_detail", "lead_contact", "lead_lose"):
            assert browser.get(reverse(name, args=[lead.pk])).status_code == 404
        assert post(browser, "lead_win", lead.pk).status_code == 404


# ── Managers ──────────────────────────────────────────────────────────────────────────────────


def test_the_manager_decides_in_one_tap(boss, browser, store, li, zhang, at):
    lead = make_lead(store, by=li)
    case = ownership.ask_transfer(lead, by=zhang, at=at)
    assert "小张" in boss.get("/cases/").content.decode()
    post(boss, "case_decide", case.pk, granted="1")
    assert Lead.objects.get().owner == zhang.user
    assert post(browser, "case_decide", case.pk, granted="1").status_code == 403


def test_the_manager_gives_many_leads_away_at_once(boss, store, li, zhang):
    leads = [make_lead(store, by=li).pk for _ in range(3)]
    page = boss.get("/leads/reassign/", {"leads": leads})
    assert [lead.pk for lead in page.context["chosen"]] == leads
    answer = boss.post("/leads/reassign/", {"leads": leads, "to": zhang.user.pk, "reason": "休假"}, follow=True)
    assert texts(answer) == ["3 leads given to 小张."]
    assert boss.post("/leads/reassign/", {"to": zhang.user.pk}).context["form"].errors.keys() == {"leads"}


def test_pages_of_sales_are_closed_to_other_roles(client_of, store):
    cashier = client_of(Role.CASHIER)
    for name in ("visit_new", "visit_list", "lead_list", "case_list", "organisation_list", "lead_reassign"):
        assert cashier.get(reverse(name)).status_code == 403


# ── Organisations ─────────────────────────────────────────────────────────────────────────────


def test_an_organisation_is_entered_corrected_and_contacted(browser, store):
    answer = post(browser, "organisation_new", name="华东电力", cycle_months="12", average_batch="5")
    path = answer["Location"]
    html = browser.get(path).content.decode()
    assert ("华东电力" in html, "grade-org" in html) == (True, True)
    assert browser.post(f"{path}edit/", {"version": 1, "cycle_months": 24, "average_batch": 9}).status_code == 302
    contact = {"channel": "visit", "started_by_us": "on", "with_whom": "后勤处"}
    assert browser.post(f"{path}contact/", contact).status_code == 302
    refused = browser.post(f"{path}contact/", contact)
    assert (refused.status_code, "2026-11-28" in refused.content.decode()) == (409, True)


def test_a_silent_organisation_is_marked(browser, store, me, at):
    make_organisation(store, by=me, at=at - 15 * DAY)
    assert "silent for 15 days" in browser.get("/organisations/").content.decode()


def test_another_stores_clash_is_not_there_to_be_doubted(browser, other_store):
    lead = make_lead(other_store, phone=PHONE)
    with scope(store=other_store):
        li = User.objects.get(pk=lead.owner_id)
        theirs = make_visit(other_store, by=Access.of(li, [Role.SALES_CONSULTANT], other_store))
    address = reverse("visit_not_same", args=[theirs.pk])
    assert [browser.get(address).status_code, browser.post(address).status_code] == [404, 404]


@pytest.mark.parametrize("act", ["detail", "contact", "postpone", "review"])
def test_the_links_of_a_row_are_the_addresses_of_its_lead(act):
    assert address_of_key(f"lead_{act}")(71) == reverse(f"lead_{act}", args=[71])


def test_each_row_links_to_its_own_lead(browser, store, me):
    leads = [make_lead(store, by=me) for _ in range(2)]
    page = browser.get(reverse("lead_list") + "?due=all").content.decode()
    links = [reverse(f"lead_{act}", args=[lead.pk]) for lead in leads for act in ("detail", "contact", "postpone")]
    assert [page.count(f'href="{link}"') for link in links] == [1] * 6
