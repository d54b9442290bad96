"""What customers are told about their appointments, in the store's language and on its clock."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models.stores import Store
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from appointments.models.waiting import Waiting, WaitingOffer
from capacity.slots.wish import Slot
from core.templatetags import formats
from customers.languages import written_to_customers

BOOKED, MOVED, CANCELLED = "appointment_booked", "appointment_moved", "appointment_cancelled"
DAY, HOUR, AT_RISK = "appointment_day", "appointment_hour", "appointment_at_risk"
HOUR_READY = "appointment_hour_ready"  # how the question an hour before is worded of a signed preparation
CHANGED = "appointment_changed"
OFFER = "waiting_offer"  # a freed time, to a customer of the waiting list
OFFER_OVER = gettext_noop("the offer was answered, or is over")
TO_COME = [BOOKED, MOVED, CHANGED, DAY, HOUR, AT_RISK]


def facts(appointment: Appointment, advisor: str) -> dict[str, str]:
    """The values for the placeholders of every text (SERVICE-R2)."""
    return {
        "name": (appointment.customer and appointment.customer.name) or _("customer"),
        "plate": formats.plate(str(appointment.vehicle)),
        "when": formats.daytime(appointment.start),
        "advisor": advisor,
        "store": appointment.store.name,
        "phone": formats.phone(appointment.store.phone),
    }


def subject_and_body(appointment: Appointment, purpose: str, advisor: str, **more: str) -> tuple[str, str]:
    """(subject, text) of a message; `{link}` is left for the sender to fill (SERVICE-D6, SERVICE-N5)."""
    with written_to_customers(appointment.store):
        places = facts(appointment, advisor) | {"checks": "", "changes": ""} | more
        subject, body = _written(purpose)
        return subject % places, body % places


def _written(purpose: str) -> tuple[str, str]:
    """The subject and the text of a message: one with the choice between keeping and moving, or plain news."""
    keep = " " + _("Keep, move or cancel it here: {link}")
    return (_to_answer(keep) | _news())[purpose]


def _to_answer(keep: str) -> dict[str, tuple[str, str]]:
    return {
        BOOKED: (
            _("Appointment on %(when)s"),
            _("Dear %(name)s, your car %(plate)s is expected at %(store)s on %(when)s. %(advisor)s will receive you.")
            + "%(checks)s"
            + keep,
        ),
        MOVED: (
            _("Appointment moved to %(when)s"),
            _(
                "Dear %(name)s, the appointment of your car %(plate)s is now on %(when)s at %(store)s. "
                "%(advisor)s will receive you."
            )
            + "%(changes)s"
            + keep,
        ),
        CHANGED: (
            _("Appointment on %(when)s changed"),
            _("Dear %(name)s, the appointment of your car %(plate)s on %(when)s at %(store)s was changed.")
            + "%(changes)s"
            + keep,
        ),
        DAY: (
            _("Tomorrow: appointment on %(when)s"),
            _(
                "Dear %(name)s, we expect your car %(plate)s on %(when)s at %(store)s; %(advisor)s will receive you. "
                "Are you coming?"
            )
            + keep,
        ),
        HOUR: (
            _("Soon: appointment on %(when)s"),
            _(
                "Dear %(name)s, your appointment begins on %(when)s. %(advisor)s will receive you and your car "
                "%(plate)s. Are you on your way?"
            )
            + keep,
        ),
        HOUR_READY: (
            _("Soon: appointment on %(when)s"),
            _(
                "Dear %(name)s, your appointment begins on %(when)s. %(advisor)s is ready for your car %(plate)s. "
                "Are you on your way?"
            )
            + keep,
        ),
    }


def _news() -> dict[str, tuple[str, str]]:
    return {
        AT_RISK: (
            _("We may not be able to keep %(when)s"),
            _(
                "Dear %(name)s, we are sorry: we may not be able to keep the appointment of your car %(plate)s on "
                "%(when)s (%(reason)s). Other times: %(offers)s. Please choose one here, or call %(phone)s: {link}"
            ),
        ),
        CANCELLED: (
            _("Appointment on %(when)s cancelled"),
            _(
                "Dear %(name)s, the appointment of your car %(plate)s on %(when)s is cancelled. "
                "Call %(phone)s for another time."
            ),
        ),
    }


def checks(kinds: Collection[str]) -> str:
    """The sentence about the questions that will come, without those that are due already (SERVICE-N5)."""
    day, hour = Confirmation.Kind.DAY in kinds, Confirmation.Kind.HOUR in kinds
    if day and hour:
        return _("We ask again a day and an hour before.")
    if day or hour:
        return _("We ask again a day before.") if day else _("We ask again an hour before.")
    return ""


def times(store: Store, offers: list[Slot]) -> str:
    """A few free times in one line."""
    with written_to_customers(store):
        return _(", ").join(formats.daytime(slot.start) for slot in offers) or _("please call us")


def when(store: Store, moment: datetime) -> str:
    """A moment as notices to colleagues show it, the same in every language: 11-25 14:30."""
    return f"{moment.astimezone(store.zone):%m-%d %H:%M}"


def offer(entry: Waiting, offer: WaitingOffer) -> tuple[str, str]:
    """(subject, text) of the offer of a freed time, with until when it is held."""
    store = entry.store
    with written_to_customers(store):
        places = {
            "name": entry.customer.name or _("customer"),
            "plate": formats.plate(str(entry.vehicle)),
            "when": formats.daytime(offer.start),
            "until": formats.daytime(offer.expires_at),
            "store": store.name,
            "phone": formats.phone(store.phone),
        }
        subject = _("A time came free: %(when)s")
        body = _(
            "Dear %(name)s, a time for your car %(plate)s came free at %(store)s: %(when)s. We hold it for you until "
            "%(until)s. Take it or leave it here, or call %(phone)s: {link}"
        )
        return subject % places, body % places


def waiting_url() -> str:
    """The page of the waiting list."""
    return reverse("waiting_list")
