"""The channels of messages: adapters with one small interface, named in settings.MESSAGE_CHANNELS."""

import logging
import smtplib
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from core import masks
from customers.models.people import Customer

log = logging.getLogger(__name__)


class NotTaken(Exception):
    """A definite refusal: the message was not sent and may be tried again."""


class Doubtful(Exception):
    """The connection broke before an answer: the message may have been sent, and is not sent again unchecked."""


@dataclass(frozen=True)
class Letter:
    """A message for a channel; `reference` is ours and the same at every attempt, so that a receiver finds repeats."""

    reference: str
    address: str
    subject: str
    body: str


class Channel:
    """A channel. `deliver` returns when the receiver has accepted the letter, else raises NotTaken or Doubtful."""

    code = ""
    label = ""

    def address_of(self, customer: Customer) -> str:
        """The customer's address on this channel, or "" without one."""
        raise NotImplementedError

    def deliver(self, letter: Letter) -> None:
        raise NotImplementedError


class Console(Channel):
    """A channel for demo and development: it writes a line of the log; the outbox page shows the message."""

    code, label = "console", _("Outbox of the demo")

    def address_of(self, customer):
        if not settings.DEMO:
            return ""
        if customer.email:
            return masks.whole(customer.email)
        return masks.whole(customer.main_number()) or "console"

    def deliver(self, letter):
        log.info("message %s: %s", letter.reference, letter.subject)


class Email(Channel):
    """SMTP through Django; our reference is the Message-ID."""

    code, label = "email", _("E-mail")

    def address_of(self, customer):
        return masks.whole(customer.email)

    def deliver(self, letter):
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
        ours = {"Message-ID": f"<{letter.reference}@{domain}>"}
        mail = EmailMessage(letter.subject, letter.body, to=[letter.address], headers=ours)
        connection = get_connection()
        self.open(connection)
        try:
            connection.send_messages([mail])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
            raise NotTaken(str(refusal)) from refusal
        except OSError as broken:
            raise Doubtful(str(broken)) from broken
        finally:
            with suppress(OSError):  # the message is sent; a failed QUIT does not matter
                connection.close()

    def open(self, connection):
        """Open the connection. Nothing is sent yet, so every failure here is a definite refusal."""
        try:
            connection.open()
        except OSError as refusal:
            raise NotTaken(str(refusal)) from refusal


OURS = {channel.code: channel for channel in (Console, Email)}
BY_PATH = {"sms": "customers.sms.Sms"}  # what needs this module is imported by its name


def named(code: str) -> Channel:
    """A channel by its code, or by the dotted path of a class of one's own (chat)."""
    return (OURS[code] if code in OURS else import_string(BY_PATH.get(code, code)))()


def offered() -> dict[str, Channel]:
    """The channels in the order in which they are tried; in the demo the console is the last."""
    codes = [*settings.MESSAGE_CHANNELS, *(["console"] if settings.DEMO else [])]
    channels = [named(code) for code in dict.fromkeys(codes)]
    return {channel.code: channel for channel in channels}


def choices() -> list[tuple[str, str]]:
    """All channels for consents, also those that are not offered at present."""
    channels = {code: named(code) for code in (*OURS, *BY_PATH)} | offered()
    return [(code, channel.label) for code, channel in channels.items()]


def label_of(code: str) -> str:
    """A channel in words."""
    return str(dict(choices()).get(code, code))


def way_to(customer: Customer) -> tuple[str, str]:
    """(channel, address) of the first channel that reaches the customer; without one the address is empty."""
    ways = offered()
    for code, channel in ways.items():
        if address := channel.address_of(customer):
            return code, address
    return next(iter(ways), ""), ""
