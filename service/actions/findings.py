"""Findings on a car and their photos."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import notify, record
from accounts.transitions import lock
from core.errors import refuse
from core.transactions import one_transaction
from pricing.models.prices import Operation
from service.models.orders import Photo, RepairOrder
from service.models.work import Finding
from service.notices import OrderNotice
from service.photos import Picture
from service.rules import work
from service.rules.work import AT_THE_CAR


@one_transaction()
def find(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    text: str,
    severity: str = Finding.Severity.WATCH,
    system: str = "",
    operation: Operation | None = None,
    picture: Picture | None = None,
) -> Finding:
    """Record a finding with a photo and the work that would repair it; the advisor is told (SERVICE-R39)."""
    _at_the_car(by)
    order = lock(order)
    refuse(work.why_not_find(order))
    facts = {"text": text, "severity": severity, "system": system, "operation": operation}
    finding = Finding.objects.create(store_id=order.store_id, order=order, found_by=by.person, at=at, **facts)
    record(order, "find", by=by, at=at, note=text[:200], severity=severity)
    if picture:
        add_photo(order, by=by, at=at, picture=picture, occasion=Photo.Occasion.FINDING, finding=finding)
    if severity != Finding.Severity.GOOD and order.advisor != by.user:
        facts = {"url": order.get_absolute_url(), "order": order.number, "finding": text[:80]}
        notify(OrderNotice.FINDING, about=order, at=at, to=order.advisor, **facts)
    return finding


@one_transaction()
def add_photo(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    picture: Picture,
    occasion: str = Photo.Occasion.RECEPTION,
    angle: str = "",
    finding: Finding | None = None,
) -> Photo:
    """Keep a photo with the order; the same picture sent twice is one photo."""
    _at_the_car(by)
    order = lock(order)
    photos = Photo.objects.filter(order=order)
    if same := photos.filter(sha256=picture.sha256, occasion=occasion).defer("image").first():
        return same
    refuse(work.why_not_photo(order, photos.count()))
    photo = Photo.objects.create(
        store_id=order.store_id,
        order=order,
        finding=finding,
        occasion=occasion,
        angle=angle,
        image=picture.jpeg,
        sha256=picture.sha256,
        taken_by=by.user,
        at=at,
    )
    record(order, "photo", by=by, at=at, occasion=occasion, angle=angle, photo=photo.pk)
    return photo


def _at_the_car(by: Access) -> None:
    if not any(by.can(perm) for perm in AT_THE_CAR):
        raise PermissionDenied(_("This is for whoever stands at the car."))
