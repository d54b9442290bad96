"""The services that customers book by themselves, as they are named to them, with prices by engine (SERVICE-R38)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models.stores import Store
from core.languages import name_of
from core.reference import rows
from parts.rules.fitting import fits
from pricing import presenters
from pricing.models.prices import Operation, RepairPackage
from pricing.rules import prices
from vehicles.models import VehicleModel


@dataclass(frozen=True)
class Offer:
    """One operation or package with its price at the store; `scope` says which cars it is for."""

    thing: Operation | RepairPackage
    scope: str
    price: Decimal


@dataclass(frozen=True)
class Service:
    """What a customer asks for: one offer for each engine, or one for all. Without a car its price is a range."""

    code: str
    name_zh: str
    name_en: str
    offers: tuple[Offer, ...]

    def __str__(self) -> str:
        return name_of(self)

    @property
    def low(self) -> Decimal:
        return min(offer.price for offer in self.offers)

    @property
    def high(self) -> Decimal:
        return max(offer.price for offer in self.offers)

    def for_car(self, model: VehicleModel | None) -> Offer | None:
        """The offer for this model; None where none fits, and while nobody knows which of several does."""
        fitting = [offer for offer in self.offers if fits(offer.scope, model)]
        return fitting[0] if len(fitting) == 1 or fitting and model else None


def services_at(store: Store, on: date) -> list[Service]:
    """The services with a price at the store of the present scope, in the order of the list; then its other packages.

    `on` is the day of the prices.
    """
    book = prices.price_book(on)
    offers = {row["package"].code: _of_package(row) for row in presenters.packages(store, book)}
    listed = list(rows("self_services"))
    work = Operation.objects.offered(store).filter(code__in=[row["code"] for row in listed])
    for operation in work:
        if line := book.labour(operation):
            offers[operation.code] = Offer(operation, operation.scope, line["amount"])
    services = list(_listed(listed, offers))
    named = {row["code"] for row in listed}
    return services + [_alone(offer) for code, offer in offers.items() if code not in named]


def _of_package(row: dict) -> Offer:
    return Offer(row["package"], row["package"].maintenance_group, row["price"])


def _listed(listed: list[dict[str, str]], offers: dict[str, Offer]) -> Iterable[Service]:
    """A service for each name of the list that has an offer here."""
    for code in dict.fromkeys(row["service"] for row in listed):
        named = [row for row in listed if row["service"] == code]
        priced = tuple(offers[row["code"]] for row in named if row["code"] in offers)
        if priced:
            yield Service(code, named[0]["name_zh"], named[0]["name_en"], priced)


def _alone(offer: Offer) -> Service:
    """A package that the list does not name, under its own name."""
    return Service(offer.thing.code.lower(), offer.thing.name_zh, offer.thing.name_en, (offer,))
