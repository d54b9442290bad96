"""A store that books online, and one who books there with his phone."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client

from customers.actions import proofs
from customers.models.proofs import PhoneProof
from tests.customers.gateways import REACHED, gateway
from tests.factories import service
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.parts import make_all_stock
from vehicles.models import Vehicle, VehicleModel

WORDS = "该保养了"
SAID = {"complaint": WORDS, "transport": "leave", "answer": "accepted"}
TIME = re.compile(r'name="time" value="([^"]+)"')
HERE = re.compile(r'action="(/at/[^"]+)"')


class Phone:
    """A customer's phone: what he opens and presses, in the order of the pages."""

    def __init__(self, store, number=REACHED, address="10.0.0.1"):
        self.store, self.number = store, number
        self.browser = Client(headers={"Accept-Language": "en"}, REMOTE_ADDR=address)
        self.where, self.page = "", None

    def open(self, address):
        self.page = self.browser.get(address, follow=True)
        self.where = self.page.redirect_chain[-1][0] if self.page.redirect_chain else address
        return self.page

    def press(self, body, address=""):
        address = address or self.where
        self.page = self.browser.post(address, body)
        if self.page.status_code == 302:
            self.open(urljoin(address, self.page["Location"]))
        return self.page

    def ask(self, sought="", service="minor"):
        self.press({"sought": sought or self.number}, f"/at/{self.store.code}/who/?service={service}")
        return self.page

    @property
    def proof(self) -> PhoneProof:
        return PhoneProof.objects.latest("pk")

    def prove(self, service="minor"):
        self.ask(service=service)
        return self.press({"step": "code", "code": self.proof.code})

    def times(self) -> list[str]:
        return list(dict.fromkeys(TIME.findall(unescape(self.page.content.decode()))))

    def hold(self, time=""):
        return self.press({"step": "time", "time": time or self.times()[0]})

    def book(self, **said):
        path, _sign, query = self.where.partition("?")
        carried = {"step": "book", "service": re.findall("service=([^&]+)", query), **SAID, **said}
        return self.press(carried, path)

    def text(self) -> str:
        return unescape(self.page.content.decode())


def open_online(store, at):
    """A workshop with all parts, and the model of a car by its engine."""
    service.make_workshop(store, at)
    make_all_stock(store, at)


def model_of(engine) -> VehicleModel:
    return VehicleModel.objects.filter(maintenance_group=engine).order_by("pk").first()


def make_known(store, number=REACHED, engine="ICE_EA211", **facts) -> Vehicle:
    car = make_vehicle(make_customer(store, name="王女士", phone=number), mileage=5_000, **facts)
    Vehicle.objects.filter(pk=car.pk).update(model=model_of(engine))
    return Vehicle.objects.select_related("model").get(pk=car.pk)


@pytest.fixture
def online(settings):
    with gateway(settings) as running:
        settings.DEMO = False
        settings.MESSAGE_CHANNELS = ["sms"]
        yield running


def send(at):
    return proofs.send_codes(at=at)


LATER = timedelta(minutes=5)
