"""One customer's story through every role, in Chinese, on a phone and on a desktop (issue 2, "The story")."""

from contextlib import contextmanager

import pytest
import time_machine
from django.utils.timezone import now
from django_scopes import scopes_disabled

from dealership import integrity
from tests.journeys.story import aftermath, hotline, managers, money, reception, stage, street, workshop
from tests.journeys.story.device import Device, Devices

pytestmark = [pytest.mark.slow, pytest.mark.journey]

# Day, hour and minute of November 2026, and what happens then.
TALE = [
    (23, 8, 0, street.log_a_visit),
    (23, 8, 5, street.meet_a_colleagues_customer),
    (23, 9, 0, street.work_todays_list),
    (23, 9, 5, street.read_the_lead),
    (23, 10, 0, hotline.book_the_caller),
    (24, 8, 5, hotline.move_by_link),
    (24, 16, 0, reception.pick_to_the_shelf),
    (25, 10, 50, reception.check_in),
    (25, 11, 0, workshop.dispatch),
    (25, 11, 10, workshop.start_and_find),
    (25, 11, 20, workshop.issue),
    (25, 11, 25, workshop.ask_the_customer),
    (25, 11, 30, workshop.approve_by_link),
    (25, 12, 0, workshop.finish),
    (25, 13, 0, workshop.inspect),
    (25, 14, 0, money.draft_the_bill),
    (25, 14, 10, money.settle),
    (25, 14, 20, money.read_the_bill),
    (25, 14, 30, money.hand_over),
    (28, 15, 0, aftermath.call),
    (28, 15, 10, aftermath.complaint),
    (28, 15, 20, managers.store_board),
    (28, 15, 30, managers.group_board),
]


@pytest.fixture(autouse=True)
def demo(settings, server):
    """The outbox of the demo is the customer's letter box; its links lead to this house."""
    settings.DEMO, settings.PUBLIC_URL = True, server


@pytest.fixture(params=["phone", "desktop"])
def size(request):
    return request.param


@pytest.fixture
def story(server, size, django_db_blocker):
    """Two stores with their people, on Monday 23 November 2026 at eight in the morning; their rows are committed."""
    with time_machine.travel(stage.MORNING) as clock, django_db_blocker.unblock():
        yield stage.build({"phone": "SH7", "desktop": "SH8"}[size], clock)


@pytest.fixture
def devices(chromium, server, size):
    shared = Devices(chromium, server, size)
    yield shared
    shared.close()


@pytest.fixture
def hands(devices, story):
    """`with hands() as hand:` `hand(Role.X)` is that person's device, signed in; `hand(None)` the customer's own."""
    cookies: dict[str, list] = {}

    @contextmanager
    def hands_():
        taken = []

        def hand(role, n: int = 1, *, script: bool = True) -> Device:
            device = devices.take(script=script)
            taken.append(device)
            if role:
                person = story.user_of(role, n)
                cookies[person] = device.sign_in(person, cookies.get(person, []))
            return device

        try:
            yield hand
        except Exception as error:
            for device in taken:
                error.add_note(f"{device.page.url} {device.troubles} {device.page.inner_text('body')[:2000]}")
            raise
        for device in taken:
            devices.give_back(device)
        assert "\n".join(trouble for device in taken for trouble in device.troubles) == ""

    return hands_


def test_one_customer_goes_through_the_whole_house(story, hands):
    for day, hour, minute, act in TALE:
        story.until(day, hour, minute)
        with hands() as hand:
            act(story, hand)
    with scopes_disabled():
        assert integrity.broken(at=now()) == []
