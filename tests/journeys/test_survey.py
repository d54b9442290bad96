"""A customer answers the survey behind his link on his own phone, which tells nobody where it comes from (P22)."""

from uuid import uuid4

import pytest
from django.utils.timezone import now
from django_scopes import scope

from accounts.access import Access
from customers.actions.links import make_link
from tests.factories.accounts import make_store
from tests.factories.followup import make_call

pytestmark = [pytest.mark.slow, pytest.mark.journey]


@pytest.fixture
def asked(server, settings, django_db_blocker):
    """The call that the survey spares, and the survey's path; their rows are committed."""
    with django_db_blocker.unblock():
        store, at = make_store(f"V{uuid4().hex[:8]}"), now()
        with scope(store=store):
            task = make_call(store, at)
            url = make_link("s", task.pk, task.customer, by=Access.system(store), at=at)
            yield task, url[url.index("/s/") :]


def test_two_taps_and_the_house_thanks(opened, asked):
    task, path = asked
    page = opened(path, phone=True, script=False)
    page.click("label.face:has([value='5'])")
    page.click(".button-primary")
    page.wait_for_selector("h1:has-text('谢谢')")
    assert task.results.get().attitude == 5
