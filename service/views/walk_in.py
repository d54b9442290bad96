"""The walk-in: a car without appointment is received, and one with an appointment today by that."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from appointments.actions.rescues import close_received
from appointments.models.visits import Appointment
from appointments.presenters.requests import to_reception, towed_in
from appointments.rules.bookings import standing_visit
from appointments.rules.late import missed_visit
from core import plates
from core.errors import refuse
from core.parameters import key, search_text
from core.views import FormPage
from pricing.models.prices import RepairPackage
from service.actions import reception
from service.forms.reception import WalkInForm
from service.perms import OrderPerm
from service.presenters.choices import operations_for, packages_here
from service.rules.orders import why_not_by_appointment
from vehicles.models import Vehicle


class WalkIn(FormPage):
    needs = OrderPerm.ORDER_OPEN
    title = _("Walk-in")
    template_name = "service/walk_in.html"
    form_class = WalkInForm

    def get_initial(self):
        rescue = towed_in(self.request.GET.get("rescue"))
        return to_reception(rescue) if rescue else {"plate": self.request.GET.get("plate", "")}

    def get_form_kwargs(self):
        offered = packages_here(self.request.access, self.car(), now())
        return {**super().get_form_kwargs(), "operations": operations_for(None), "packages": offered}

    def car(self):
        """The car with the plate that was sent or opens the page; None while none is said."""
        plate = self.request.POST.get("plate") or self.get_initial().get("plate")
        return Vehicle.objects.with_plate(plates.fold(search_text(plate, 20))).first() if plate else None

    def get_context_data(self, **kwargs):
        form = kwargs.setdefault("form", self.get_form())
        facts = {"back_url": reverse("reception"), "submit_label": _("Receive the car")}
        return super().get_context_data(**facts, expected=self.expected(form["plate"].value()), **kwargs)

    def expected(self, plate):
        """The visit of today for which the car with this plate is expected, or here without an order; else the one that
        it missed."""
        car = Vehicle.objects.with_plate(plates.fold(search_text(plate, 20))).first() if plate else None
        store, at = self.request.access.store, now()
        standing = car and (standing_visit(car, store, at, Appointment.Kind.WALK_IN) or missed_visit(car, store, at))
        return standing and Appointment.objects.with_people().with_work().filter(order=None, pk=standing.pk).first()

    def post(self, request, *args, **kwargs):
        """To receive the appointment, nothing of the form is needed; what stands in it goes with the car."""
        if "receive" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.full_clean()
        return self.form_valid(form)

    def act(self, form):
        by, at = self.request.access, now()
        order = self.receive(form, by, at) if "receive" in form.data else self.receive_walk_in(form, by, at)
        close_received(towed_in(self.request.GET.get("rescue")), by=by, at=at)
        return reverse("check_in_condition", args=[order.pk])

    def receive_walk_in(self, form, by, at):
        return reception.receive_plate(by=by, at=at, **form.facts)

    def receive(self, form, by, at):
        visit = get_object_or_404(Appointment, pk=key(form.data["receive"]))
        refuse(why_not_by_appointment(form.cleaned_data.get("second_visit", "")), field="second_visit")
        words, seen = form.cleaned_data.get("complaint", ""), key(form.data.get("time_version"))
        order = reception.open_order(visit, by=by, at=at, words=words, time_version=seen)
        chosen = [*form.cleaned_data.get("packages", ()), *form.cleaned_data.get("operations", ())]
        if more := work_beside(visit, chosen):
            messages.info(self.request, more)
        return order


def work_beside(visit, chosen) -> str:
    """What was chosen for a walk-in beside the booked work, to be added where the work is agreed; "" for none."""
    booked = set(visit.operation_rows.values_list("operation", flat=True))
    more = now_(", ").join(str(one) for one in chosen if isinstance(one, RepairPackage) or one.pk not in booked)
    return now_("You had chosen as well: %(work)s. Add it under “Work and promise”.") % {"work": more} if more else ""
