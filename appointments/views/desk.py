"""The booking desk: one screen while the customer talks."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.needs import needs
from appointments.actions import hotline
from appointments.forms.booking import ANSWERS, BookingForm, CallerForm, CarForm
from appointments.models.calls import PhoneCall
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.presenters.desk import Desk
from appointments.presenters.waiting import waiting_address
from appointments.rules.bookings import BookingRequest
from capacity.actions import holds
from capacity.models.resources import Resource
from core.errors import Refused
from customers.models.people import Customer
from pricing.models.estimates import Estimate
from vehicles.models import Vehicle

SEATS = ("bay", "technician", "advisor")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(AppointmentPerm.APPOINTMENT_BOOK)
def booking(request):
    """GET shows the desk; POST books the chosen time, and keeps what was entered when the time is gone."""
    if request.method == "POST":
        return book(request)
    return desk_page(request, Desk(request.GET, by=request.access, at=now()))


def desk_page(request, desk: Desk, *, form=None, caller=None, double=None, refusal=None, status=200):
    keeper = desk.named or (desk.without_car if caller is None else None)
    if caller is None and (keeper or desk.is_unknown) and request.access.can(AppointmentPerm.CALL_TAKE):
        caller = caller_form(desk, keeper)
    facts = {
        "title": _("Book an appointment"),
        "desk": desk,
        "form": form or BookingForm(),
        "caller_form": caller,
        "keeper": keeper,
        "double": double,
        "refusal": refusal,
        "diagnoses": Appointment.Diagnosis.choices,
        "transports": Appointment.Transport.choices,
        "answers": ANSWERS,
        "advisors": Resource.objects.advisors().order_by("name"),
        "waiting_address": waiting_address(desk),
        "owed": PhoneCall.objects.owed().count(),
    }
    name = "appointments/booking.html#desk" if request.htmx else "appointments/booking.html"
    return render(request, name, facts, status=status)


def book(request):
    form, desk = BookingForm(request.POST), Desk(request.POST, by=request.access, at=now())
    if not form.is_valid():
        return desk_page(request, desk, form=form, status=400)
    facts = form.facts | {"diagnosis": desk.diagnosis, "faults": desk.faults}
    seats = {kind: Resource.objects.filter(pk=facts.pop(kind)).first() for kind in SEATS}
    car = get_object_or_404(Vehicle, pk=facts.pop("vehicle"))
    work = {"operations": desk.single_work, "parts": desk.single_parts, "packages": desk.packages, "call": desk.call}
    work["answers"] = desk.answers
    answer = facts.pop("answer")
    try:
        wanted = BookingRequest(vehicle=car, **work, **facts, **seats)
        if answer == Estimate.Answer.DECLINED:
            return declined(request, wanted)
        made = hotline.take_booking(wanted, by=request.access, at=now(), answer=answer)
    except Refused as refusal:
        return desk_page(request, desk, form=form, refusal=refusal, status=409)
    return redirect(made)


def declined(request, wanted: BookingRequest):
    """The price that the customer declined is kept; nothing is booked."""
    estimate = hotline.note_declined(wanted, by=request.access, at=now())
    messages.info(request, _("The customer does not want it at this price: nothing was booked, the price is kept."))
    return redirect(estimate)


@require_POST
@needs(AppointmentPerm.APPOINTMENT_BOOK)
def hold(request):
    """Hold the time that the clerk has just chosen while he talks, and show the desk as it is then."""
    desk, refusal = Desk(request.POST, by=request.access, at=now()), None
    if slot := desk.chosen:
        seats = {kind: getattr(slot, kind).pk for kind in SEATS}
        work = {"operations": desk.operations, "parts": desk.parts, "start": slot.start, "carriage": desk.wish.carriage}
        try:
            holds.hold(desk.vehicle, by=request.access, at=desk.at, **work, **seats)
        except Refused as refused:
            refusal = refused
    page = desk_page(request, Desk(request.POST, by=request.access, at=desk.at), refusal=refusal)
    page["HX-Push-Url"] = f"{reverse('booking')}?{desk.address}"
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@needs(AppointmentPerm.CALL_TAKE)
def new_caller(request):
    """Add the caller and his car, or a car of a customer, and go on at the desk with what was entered."""
    sent = request.POST if request.method == "POST" else None
    desk = Desk(request.GET if sent is None else sent, by=request.access, at=now())
    form = caller_form(desk, desk.named, sent)
    if sent is None or not form.is_valid():
        return desk_page(request, desk, caller=form, status=200 if sent is None else 400)
    try:
        car = hotline.meet_caller(by=request.access, at=now(), customer=desk.named, **form.facts)
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return desk_page(request, desk, caller=form, double=refusal.extra, status=409)
    caller = {"q": form.facts.get("phone") or desk.q or car.plate, "vehicle": car.pk}
    rest = [(name, value) for name, value in desk.entered if name != "q"]
    return redirect(f"{reverse('booking')}?{urlencode([*caller.items(), *rest])}")


def caller_form(desk: Desk, customer: Customer | None, sent=None):
    """The form of a new caller, or of another car of a customer whom the store has."""
    return (CarForm if customer else CallerForm)(sent, initial=desk.guess)
