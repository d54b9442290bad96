"""A customer books by himself on his phone in eight taps at most, without a word of a clerk (U4 of the journeys)."""

from uuid import uuid4

import pytest
from django.utils import timezone
from django_scopes import scope

from appointments.models.visits import Appointment
from customers.models.proofs import PhoneProof
from tests.appointments.selfbooking import make_known, open_online
from tests.factories.accounts import make_store

pytestmark = [pytest.mark.slow, pytest.mark.journey]
NUMBER = "13800008888"
MOST_TAPS = 8


@pytest.fixture
def store(server, django_db_blocker, settings):
    settings.SMS_URL = "http://127.0.0.1:1/"  # no text leaves: the test knows the code
    with django_db_blocker.unblock():
        store = make_store(f"U{uuid4().hex[:8]}")
        with scope(store=store):
            open_online(store, timezone.now())
            make_known(store, NUMBER)
            yield store


class Taps:
    """A phone that counts what is pressed; what is typed are fields."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, what: str) -> None:
        self.page.locator(what).first.tap()
        self.count += 1


def test_a_known_customer_books_in_eight_taps(opened, store):
    page = opened(f"/at/{store.code}/", phone=True)
    thumb = Taps(page)
    thumb.tap("a.self-row[href$='service=minor']")
    page.fill("#sought", NUMBER)
    thumb.tap("button.button-primary")
    page.wait_for_selector("#code")
    page.fill("#code", PhoneProof.objects.latest("pk").code)
    thumb.tap("button.button-primary")
    thumb.tap(".self-time")
    page.wait_for_selector("#complaint")
    page.fill("#complaint", "该保养了")
    thumb.tap("input[value=leave]")
    thumb.tap("input[value=accepted]")
    thumb.tap(".public-actions .button-primary")
    page.wait_for_url("**/a/**")
    made = Appointment.objects.get()
    assert (made.source, made.transport, made.estimate.answer) == ("self", "leave", "accepted")
    assert thumb.count <= MOST_TAPS and made.number in page.inner_text("main")
