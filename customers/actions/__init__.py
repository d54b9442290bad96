"""What is done with customers, their cars, links to their documents and messages to them."""

from customers.actions.consents import give_consent, withdraw_consent
from customers.actions.links import link_for, make_link, revoke_links
from customers.actions.messages import Words, cancel_messages, send, send_all, settle
from customers.actions.outbox import open_for_show
from customers.actions.people import add_customer, correct_customer, meet
from customers.actions.vehicles import add_vehicle, correct_vehicle, read_mileage, remember_repair

__all__ = [
    "Words",
    "add_customer",
    "add_vehicle",
    "cancel_messages",
    "correct_customer",
    "correct_vehicle",
    "give_consent",
    "link_for",
    "make_link",
    "meet",
    "open_for_show",
    "read_mileage",
    "remember_repair",
    "revoke_links",
    "send",
    "send_all",
    "settle",
    "withdraw_consent",
]
