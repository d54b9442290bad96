"""The SMS channel: a gateway behind one small interface (docs/decisions/0035).

The gateway is reached by HTTP. Nothing has left as long as the connection is not made, so a failure until then, and an
answer that says no, are definite refusals; what breaks between the request and its answer leaves a doubt, which the
delivery receipt settles. All of it stands in the environment: `SMS_URL`, `SMS_KEY`, `SMS_SECRET`, `SMS_SIGN`.
"""

import http.client
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from core import counters, masks, phones, signatures
from customers.channels import Channel, Doubtful, Letter, NotTaken

HERE = ("127.0.0.1", "localhost", "::1")
MINUTE, DAY = 60, 24 * 3600
NOBODY_KNOWS = (500, 502, 504)  # answers after which a text may have left


class Receipt(NamedTuple):
    """What a gateway tells later of one text: whether it arrived at the phone, else why not."""

    reference: str
    delivered: bool
    reason: str = ""


class Gateway(Protocol):
    """A provider of SMS; `settings.SMS_GATEWAY` names its class."""

    def send(self, reference: str, number: str, text: str) -> None:
        """Hand over one text. Returns when it is taken, else raises NotTaken or Doubtful."""

    def receipt(self, body: bytes, headers: Mapping[str, str]) -> Receipt | None:
        """Read a delivery receipt; None when it is not signed by the gateway, or cannot be read."""


class HttpGateway:
    """Texts as signed JSON by HTTP: `{reference, to, text}`, answered with 2xx when the gateway has taken it."""

    def send(self, reference: str, number: str, text: str) -> None:
        words = {"reference": reference, "to": phones.e164(number), "text": f"{settings.SMS_SIGN}{text}"}
        body = json.dumps(words, ensure_ascii=False).encode()
        line = self._connected()
        try:
            line.request("POST", self._path(), body, self._headers(body))
            answer = line.getresponse()
            said = answer.read(2_000).decode(errors="replace")
        except (OSError, http.client.HTTPException) as broken:
            raise Doubtful(str(broken) or type(broken).__name__) from broken
        finally:
            line.close()
        self._judge(answer.status, said)

    def receipt(self, body: bytes, headers: Mapping[str, str]) -> Receipt | None:
        if not signatures.is_signed(settings.SMS_SECRET, body, headers.get("X-Signature", "")):
            return None
        try:
            said = json.loads(body)
            reference, state = str(said["reference"]), str(said["state"])
        except (ValueError, KeyError, TypeError):
            return None
        if state not in {"delivered", "failed"}:
            return None
        return Receipt(reference, state == "delivered", str(said.get("reason", ""))[:200])

    @staticmethod
    def _connected() -> http.client.HTTPConnection:
        where = urlsplit(settings.SMS_URL)
        host = where.hostname or ""
        if settings.DEMO and host not in HERE:
            raise NotTaken("The demo sends to the gateway of this machine only.")
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        line = kind(host, where.port, timeout=settings.SMS_TIMEOUT)
        try:
            line.connect()
        except OSError as refusal:
            raise NotTaken(str(refusal)) from refusal
        return line

    @staticmethod
    def _path() -> str:
        return urlsplit(settings.SMS_URL).path or "/"

    @staticmethod
    def _headers(body: bytes) -> dict[str, str]:
        signature = signatures.signed(settings.SMS_SECRET, body)
        return {"Content-Type": "application/json", "X-Key": settings.SMS_KEY, "X-Signature": signature}

    @staticmethod
    def _judge(status: int, said: str) -> None:
        if status in NOBODY_KNOWS:
            raise Doubtful(f"{status} {said}"[:200])
        if not 200 <= status < 300:
            raise NotTaken(f"{status} {said}"[:200])


def gateway() -> Gateway:
    return import_string(settings.SMS_GATEWAY)()


def is_there() -> bool:
    """Whether an SMS gateway is configured at all."""
    return bool(settings.SMS_URL)


def send(reference: str, number: str, text: str) -> None:
    """Send one text within the limits of the contract and of one number. Raises NotTaken or Doubtful."""
    of_all, of_one = "sms", f"sms:{sha256(phones.e164(number).encode()).hexdigest()[:32]}"
    if counters.value_of(of_all) >= settings.SMS_A_MINUTE:
        raise NotTaken("too many texts in this minute")
    if counters.value_of(of_one) >= settings.SMS_A_NUMBER_A_DAY:
        raise NotTaken("too many texts to this number today")
    counters.count(of_all, MINUTE)
    counters.count(of_one, DAY)
    gateway().send(reference, number, text)


class Sms(Channel):
    """Texts to the customer's mobile phone."""

    code, label = "sms", _("SMS")

    def address_of(self, customer):
        number = masks.whole(customer.main_number())
        return number if phones.MOBILE.fullmatch(number) else ""

    def deliver(self, letter: Letter) -> None:
        send(letter.reference, letter.address, letter.body)
