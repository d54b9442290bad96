"""Finds a store of the group, and prints the sheet with its address for booking online."""

from math import asin, cos, radians, sin, sqrt

import segno
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from accounts.models.stores import Store
from accounts.needs import needs, public
from appointments.perms import AppointmentPerm
from appointments.presenters.selfservices import services_at
from core.parameters import words

EARTH_KM = 6371.0
MOST = 200  # stores of a group


@public
@require_http_methods(["GET", "HEAD"])
def finder(request):
    """The stores by city, district and service; by distance only when the customer lets his phone say where he is."""
    here = _place(request.GET)
    stores = list(Store.objects.filter(active=True).order_by("city", "district", "code")[:MOST])
    cities = sorted({store.city for store in stores if store.city})
    city, district = words(request.GET.get("city"), 40), words(request.GET.get("district"), 40)
    districts = sorted({store.district for store in stores if store.district and city in ("", store.city)})
    near = [store for store in stores if city in ("", store.city) and district in ("", store.district)]
    rows = [_row(store, here) for store in near]
    named = {service.code: service for row in rows for service in row["services"]}
    service = words(request.GET.get("service"), 40)
    rows = [row for row in rows if not service or service in {one.code for one in row["services"]}]
    if here:
        rows.sort(key=lambda row: (row["km"] is None, row["km"] or 0.0, row["store"].code))
    facts = {"rows": rows, "cities": cities, "districts": districts, "named": list(named.values()), "here": here}
    facts |= {"city": city, "district": district, "service": service, "demo": settings.DEMO}
    return render(request, "appointments/self/finder.html", facts)


def _row(store: Store, here: tuple[float, float] | None) -> dict:
    """A store with its services, its hours today and how far away it is."""
    today = store.today(now())
    with scope(store=store):
        services = services_at(store, today)
    return {"store": store, "services": services, "hours": store.hours_on(today), "km": _km(store, here)}


def _place(parameters) -> tuple[float, float] | None:
    """The degrees of the customer's phone, None without them or for what cannot be on the earth."""
    try:
        latitude, longitude = float(parameters.get("lat", "")), float(parameters.get("lon", ""))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _km(store: Store, here: tuple[float, float] | None) -> float | None:
    """The distance as the crow flies."""
    if here is None or store.latitude is None or store.longitude is None:
        return None
    one, other = (radians(here[0]), radians(here[1])), (radians(store.latitude), radians(store.longitude))
    half = sin((other[0] - one[0]) / 2) ** 2 + cos(one[0]) * cos(other[0]) * sin((other[1] - one[1]) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)), 1)


@needs(AppointmentPerm.APPOINTMENT_BOOK)
@require_http_methods(["GET", "HEAD"])
def poster(request):
    """A sheet to print: the address of the store's own page, as text and as a QR code."""
    store = request.access.store
    address = f"{settings.PUBLIC_URL}{reverse('self_store', args=[store.code])}"
    code = segno.make_qr(address, error="m").svg_data_uri(scale=8, border=2)
    return render(request, "appointments/self/poster.html", {"store": store, "address": address, "code": code})
