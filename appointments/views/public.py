"""The customer's page of an appointment, by link: keep it, move it to a free time, or cancel it; its calendar file."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import Access
from appointments.actions import changing, moving, visits
from appointments.actions.moving import wish_to_move
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.presenters.calendar import calendar
from appointments.rules import changes, moves
from appointments.rules.changes import Change
from appointments.views.times import by_day
from capacity.slots import times
from core.errors import Refused
from core.parameters import key, moment, words
from customers.links import document
from customers.models.links import Link
from parts.perms import PartPerm

OFFERS = 160
BY_THEMSELVES = (Appointment.Transport.WAIT, Appointment.Transport.LEAVE)
BY_LINK = (AppointmentPerm.APPOINTMENT_CONFIRM, AppointmentPerm.APPOINTMENT_BOOK, PartPerm.PART_RELEASE)


@document(Link.Kind.APPOINTMENT)
def appointment(request, link):
    """The appointment as its customer sees it; a POST is his answer."""
    thing = get_object_or_404(Appointment.objects.with_people(), pk=link.subject_id)
    by = Access.customer(link.store, *BY_LINK)
    if request.method == "POST":
        try:
            answer(thing, request.POST, by=by)
        except Refused as refusal:
            thing.refresh_from_db()
            return page(request, link, thing, by, refusal=refusal, status=409)
        return redirect(request.path)
    return page(request, link, thing, by)


@document(Link.Kind.APPOINTMENT)
def calendar_file(request, link):
    """The appointment for the customer's calendar, as it is now."""
    thing = get_object_or_404(Appointment.objects.with_people().select_related("store"), pk=link.subject_id)
    page = HttpResponse(calendar(thing, at=now()), content_type="text/calendar; charset=utf-8")
    page["Content-Disposition"] = f'attachment; filename="{thing.number}.ics"'
    return page


def answer(thing: Appointment, said, *, by: Access) -> Appointment:
    """One of the answers; anything else changes nothing."""
    seen = {"time_version": key(said.get("time_version"))}
    if said.get("answer") == "keep":
        return visits.confirm(thing, by=by, at=now(), **seen)
    if said.get("answer") == "cancel":
        reason = words(said.get("reason"), 200) or _("Cancelled by the customer")
        return visits.cancel(thing, by=by, at=now(), reason=reason, **seen)
    if said.get("answer") == "change":
        wanted = Change(**wished(thing, said), content_version=key(said.get("content_version")), **seen)
        return changing.change(thing, wanted, by=by, at=now())
    if start := moment(said.get("start")):
        return moving.reschedule(thing, by=by, at=now(), start=start, reason=_("Moved by the customer"), **seen)
    raise Refused(_("Please choose one of the offered times."))


def wished(thing: Appointment, said) -> dict:
    """Words, transport and the work that stays; what a form did not send stays as it is."""
    wish = {"complaint": words(said.get("complaint"), 2000) or None}
    if said.get("transport") in Appointment.Transport.values:
        wish["transport"] = said["transport"]
    if "chips" in said:
        stays = set(said.getlist("operation"))
        rows = thing.operation_rows.select_related("operation").order_by("pk")
        wish["operations"] = [row.operation for row in rows if row.operation.code in stays]
    return wish


def page(request, link, thing: Appointment, by: Access, *, refusal=None, status=200):
    at = now()
    why_not = moves.why_not_change(thing, by, at)
    offers = [] if why_not else times.offered(wish_to_move(thing, by=by, at=at), OFFERS)
    days = by_day(offers, link.store, moment(request.POST.get("start")))
    questions = thing.confirmations.filter(version=thing.time_version, side=Confirmation.Side.CUSTOMER)
    facts = {
        "object": thing,
        "store": link.store,
        "demo": settings.DEMO,
        "title": thing.number,
        "days": days,
        "why_not": why_not,
        "kept": questions.filter(status=Confirmation.Status.KEPT).exists(),
        "why_not_change": changes.why_not_change_now(thing, by, at),
        "transports": [choice for choice in Appointment.Transport.choices if choice[0] in BY_THEMSELVES],
        "staying": request.POST.getlist("operation") if "chips" in request.POST else None,
        "refusal": refusal,
        "sent": request.POST,
    }
    return render(request, "appointments/appointment_public.html", facts, status=status)
