"""Cars: one car, adding, correcting, reading the mileage."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.presenters import timeline
from core.views import DetailPage, FormPage
from customers import presenters
from customers.actions import cars
from customers.forms import CorrectVehicleForm, MileageForm, NewVehicleForm
from customers.models.people import Customer
from customers.perms import CustomerPerm
from vehicles.actions import vehicles
from vehicles.models import Vehicle
from vehicles.perms import VehiclePerm
from vehicles.rules import doubt_vin


class VehicleDetail(DetailPage):
    needs = CustomerPerm.CUSTOMER_VIEW
    template_name = "customers/vehicle_detail.html"

    def get_queryset(self):
        return Vehicle.objects.select_related("model__powertrain")

    def get_title(self):
        car, access = self.object, self.request.access
        return presenters.plate_for(access, car.plate) or presenters.vin_for(access, car.vin)

    def get_context_data(self, **kwargs):
        owner = Customer.objects.prefetch_related("phones").owner_of(self.object)
        return super().get_context_data(
            owner=owner,
            back_url=owner.get_absolute_url() if owner else reverse("customer_list"),
            back_label=str(owner) if owner else _("Customers"),
            repairs=self.object.repairs.order_by("-on", "-pk")[:20],
            doubt=doubt_vin(self.object.vin),
            history=timeline(self.object),
            **kwargs,
        )


class CarForm(FormPage):
    """A form about one car that warns of a VIN with a wrong check digit."""

    needs = VehiclePerm.VEHICLE_EDIT

    def dispatch(self, request, *args, pk, **kwargs):
        self.thing = get_object_or_404(self.about, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=self.thing.get_absolute_url(), subtitle=str(self.thing), **kwargs)

    def act(self, form):
        car = self.perform(form)
        if doubt := doubt_vin(car.vin):
            messages.warning(self.request, doubt)
        return car


class VehicleNew(CarForm):
    title = _("Add a car")
    form_class = NewVehicleForm
    about = Customer

    def perform(self, form):
        return cars.add_car(self.thing, by=self.request.access, at=now(), **form.facts)


class VehicleEdit(CarForm):
    title = _("Correct the car")
    form_class = CorrectVehicleForm
    about = Vehicle

    def get_initial(self):
        return {name: getattr(self.thing, name) for name in self.form_class.base_fields if hasattr(self.thing, name)}

    def perform(self, form):
        return cars.correct_car(self.thing, by=self.request.access, at=now(), **form.facts)


class MileageRead(FormPage):
    needs = VehiclePerm.VEHICLE_EDIT
    title = _("Read the mileage")
    form_class = MileageForm

    def dispatch(self, request, *args, pk, **kwargs):
        self.vehicle = get_object_or_404(Vehicle, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=self.vehicle.get_absolute_url(), subtitle=str(self.vehicle), **kwargs)

    def act(self, form):
        return vehicles.read_mileage(self.vehicle, by=self.request.access, at=now(), **form.facts)
