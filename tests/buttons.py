"""The acts of a thing that its page offers, and what comes of pressing them."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.test import Client

from accounts.access import Access
from accounts.transitions import acts_of

ADDRESS = re.compile(r'(?:href|action)="([^"]+)"')
TAKEN = 302


def acts_on_page(browser: Client, thing) -> set[str]:
    """The names of the addresses where its page lets somebody do an act of its table."""
    linked = set(ADDRESS.findall(browser.get(thing.get_absolute_url()).content.decode()))
    buttons = [button for act in type(thing).STATES.acts for button in act.buttons]
    return {button.address for button in buttons if button.url_of(thing) in linked}


def acts_of_table(thing, by: Access, at: datetime) -> set[str]:
    """The names of the addresses of those acts that its table offers to somebody and no rule speaks against."""
    open_urls = {offer.url for offer in acts_of(thing, by, at) if not offer.why_not}
    buttons = [button for act in type(thing).STATES.acts for button in act.buttons]
    return {button.address for button in buttons if button.url_of(thing) in open_urls}


def check(thing, at: datetime, readers: Mapping, offered: Mapping, sent: Mapping) -> None:
    """Its page offers each reader the acts written in `offered`, all of them acts of its table, and each is taken.

    `readers`: name → (access, browser); `offered`: address → names; `sent`: address → what its form asks for.
    """
    for name, (by, browser) in readers.items():
        on_page = acts_on_page(browser, thing)
        assert on_page == {address for address, names in offered.items() if name in names}, name
        assert on_page <= acts_of_table(thing, by, at), name
        assert {press(browser, thing, address, sent.get(address, {})) for address in on_page} <= {TAKEN}, name


def press(browser: Client, thing, address: str, sent: Mapping) -> int:
    """The answer to an act with what its form asks for; a form is opened first. Whatever it did is taken back."""
    buttons = [button for act in type(thing).STATES.acts for button in act.buttons if button.address == address]
    url = buttons[0].url_of(thing)
    with transaction.atomic():
        if buttons[0].asks and (opened := browser.get(url).status_code) != 200:
            return opened
        status = browser.post(url, sent).status_code
        transaction.set_rollback(True)
    return status
