"""S1 and S4 of the journeys: a visit on the street without a network, and a customer a colleague follows (P12)."""

from itertools import count
from uuid import uuid4

import pytest
from django.test import Client
from django_scopes import scope

from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit
from tests.factories.accounts import make_store
from tests.factories.customers import new_phone
from tests.factories.sales import make_lead, seller_at

pytestmark = [pytest.mark.slow, pytest.mark.journey]
_store = count(1)


@pytest.fixture
def street(server, django_db_blocker):
    """A store whose rows are committed, with 小李 and 小张."""
    with django_db_blocker.unblock():
        store = make_store(f"J{uuid4().hex[:8]}")
        with scope(store=store):
            yield store


class Phone:
    """A phone in a salesperson's hand, counting taps."""

    def __init__(self, chromium, server, user):
        browser = Client()
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
        session = browser.cookies["sessionid"].value
        self.server, self.taps = server, 0
        self.context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN")
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
        self.page = self.context.new_page()

    def open(self, path="/canvass/"):
        self.page.goto(self.server + path)

    def tap(self, selector):
        self.taps += 1
        self.page.locator(selector).first.click()

    def log(self, outcome="met", grade="O", number=""):
        self.tap(f"label.tile:has([value={outcome}])")
        if grade:
            self.tap(f"label.tile:has([value={grade}])")
        if number:
            self.tap("#id_phone")
            self.page.keyboard.type(number)
        self.tap("#visit-form .btn-primary")

    def unsent(self, number):
        self.page.wait_for_function(
            "n => document.querySelector('#outbox-state').dataset.unsent === n", arg=str(number)
        )

    def ready_for_no_network(self):
        """The worker holds the page and its files."""
        self.page.evaluate("navigator.serviceWorker.ready")
        self.page.wait_for_function(
            "async () => !!(await caches.match('/canvass/', {ignoreVary: true}))"
            " && !!navigator.serviceWorker.controller"
        )


@pytest.fixture
def phone_of(chromium, server):
    phones = []

    def phone(seller) -> Phone:
        phones.append(Phone(chromium, server, seller.user))
        return phones[-1]

    yield phone
    for phone in phones:
        phone.context.close()


def visits():
    return CanvassVisit.objects.order_by("visited_at")


def test_three_visits_without_network_arrive_once_each(street, phone_of):
    phone = phone_of(seller_at(street))
    phone.open()
    phone.ready_for_no_network()
    phone.context.set_offline(True)
    numbers = [new_phone() for _ in range(3)]
    for number, grade in zip(numbers, "OAB"):
        phone.log(grade=grade, number=number)
    phone.unsent(3)
    assert visits().count() == 0
    phone.open()  # the page comes from the phone itself
    phone.unsent(3)
    assert "离线" in phone.page.locator("#outbox-state").inner_text()
    phone.context.set_offline(False)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.unsent(0)
    assert [(visit.phone, visit.grade) for visit in visits()] == list(zip(numbers, "OAB"))
    assert Lead.objects.count() == 3
    phone.open()
    phone.unsent(0)
    assert visits().count() == 3


def test_a_visit_takes_five_taps_at_most_and_one_field(street, phone_of):
    phone = phone_of(seller_at(street))
    phone.open()
    phone.log(number=new_phone())
    phone.unsent(0)
    phone.page.wait_for_selector(".note-success")
    assert (visits().get().lead.grade, phone.taps) == ("O", 4)
    phone.taps = 0
    phone.log(outcome="absent", grade="")
    phone.unsent(0)
    phone.page.wait_for_function("() => document.querySelectorAll('.note-success').length === 2")
    assert (visits().count(), phone.taps) == (2, 2)


@pytest.mark.parametrize("taps", [2, 3])
def test_a_save_button_tapped_twice_keeps_one_visit(street, phone_of, taps):
    phone = phone_of(seller_at(street))
    phone.open()
    phone.tap("label.tile:has([value=met])")
    phone.page.locator("#visit-form .btn-primary").click(click_count=taps)
    phone.page.wait_for_selector(".note-success")
    phone.unsent(0)
    assert (visits().count(), phone.page.locator(".note-error").count()) == (1, 0)


def test_two_presses_at_once_keep_one_visit_and_the_next_visit_saves(street, phone_of):
    phone = phone_of(seller_at(street))
    phone.open()
    phone.tap("label.tile:has([value=met])")
    phone.page.evaluate("for (const n of [1, 2]) document.getElementById('visit-form').requestSubmit()")
    phone.page.wait_for_selector(".note-success")
    phone.unsent(0)
    assert visits().count() == 1
    phone.log(outcome="absent", grade="")
    phone.page.wait_for_function("() => document.querySelectorAll('.note-success').length === 2")
    assert visits().count() == 2


def test_nothing_is_saved_without_an_outcome(street, phone_of):
    phone = phone_of(seller_at(street))
    phone.open()
    phone.tap("#visit-form .btn-primary")
    phone.page.wait_for_selector(".note-error")
    phone.unsent(0)
    assert visits().count() == 0


def test_a_refused_visit_stays_with_its_reason_until_it_is_corrected(street, phone_of):
    phone = phone_of(seller_at(street))
    phone.open()
    phone.log(number="123")
    phone.unsent(1)
    phone.page.wait_for_selector(".outbox-item [data-error]:visible")
    assert visits().count() == 0
    phone.tap(".outbox-item [data-edit]")
    number = new_phone()
    phone.page.fill("#id_phone", number)
    phone.tap("#visit-form .btn-primary")
    phone.unsent(0)
    assert (visits().get().phone, visits().get().outcome, visits().get().grade) == (number, "met", "O")


def test_a_conflict_comes_back_as_a_card_and_is_answered_in_two_taps(street, phone_of):
    number = new_phone()
    lead = make_lead(street, by=seller_at(street, "小张"), phone=number, name="张伟")
    phone = phone_of(seller_at(street))
    phone.open()
    phone.log(number=number)
    phone.page.wait_for_selector(".conflict")
    card = phone.page.locator(".conflict").inner_text()
    assert ("小张" in card, "张*" in card, number in card) == (True, True, False)
    phone.taps = 0
    phone.tap(".conflict .btn-primary")
    phone.page.wait_for_selector(".note-success")
    case = OwnershipCase.objects.get()
    assert (case.lead, case.kind, phone.taps) == (lead, "yield", 1)
    assert phone.page.locator(".conflict").count() == 0


def test_another_persons_session_sends_nothing_of_mine(street, phone_of):
    li, zhang = seller_at(street), seller_at(street, "小张")
    phone, other = phone_of(li), phone_of(zhang)
    phone.open()
    phone.ready_for_no_network()
    phone.context.set_offline(True)
    phone.log(number=new_phone())
    phone.unsent(1)
    mine = phone.context.cookies()
    phone.context.clear_cookies()
    phone.context.add_cookies(other.context.cookies())
    phone.context.set_offline(False)
    phone.page.evaluate("void CanvassOutbox.flush()")
    phone.page.wait_for_function("() => /登录/.test(document.querySelector('#outbox-state').innerText)")
    assert visits().count() == 0
    phone.open()  # his page: his queue is empty
    phone.unsent(0)
    phone.context.clear_cookies()
    phone.context.add_cookies(mine)
    phone.open()
    phone.unsent(0)
    assert visits().get().by == li.user


def test_two_tabs_send_each_visit_once(street, phone_of):
    phone = phone_of(seller_at(street))
    phone.open()
    phone.ready_for_no_network()
    second = phone.context.new_page()
    second.goto(phone.server + "/canvass/")
    phone.page.bring_to_front()  # a browser draws a tab behind another once a second
    phone.context.set_offline(True)
    for _ in range(3):
        phone.log(number=new_phone())
    phone.unsent(3)
    sent = []
    for page in (phone.page, second):
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    phone.context.set_offline(False)
    for page in (phone.page, second):
        page.evaluate("void CanvassOutbox.flush()")
    phone.unsent(0)
    assert (visits().count(), len(sent)) == (3, 3)


def test_without_script_the_screen_is_a_plain_form(street, chromium, phone_of, server):
    phone = phone_of(seller_at(street))
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(phone.context.cookies())
    page = context.new_page()
    page.goto(server + "/canvass/")
    page.check("[name=outcome][value=met]", force=True)
    page.fill("#id_phone", number := new_phone())
    page.click("#visit-form .btn-primary")
    assert "已保存" in page.locator(".note-success").inner_text()
    assert visits().get().phone == number
    context.close()
