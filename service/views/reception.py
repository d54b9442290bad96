"""Reception: today's arrivals, and the four screens of the check-in."""

from datetime import timedelta

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.needs import needs
from appointments.models.visits import Appointment
from core import plates
from core.clock import day_bounds
from core.parameters import key, search_text
from core.views import FormPage, Page
from customers.models.people import Customer
from pricing.perms import EstimatePerm
from pricing.presenters import plain
from service.actions import findings, reception, walk_around
from service.forms.reception import ConditionForm, PriceForm, SignForm, TakeBackForm, WorkForm
from service.forms.workshop import ANGLES, PhotoForm
from service.models.marks import WalkAroundMark
from service.models.orders import Photo, RepairOrder
from service.perms import OrderPerm
from service.presenters.choices import operations_for
from service.presenters.orders import line_groups, received_on, to_sign
from service.rules.orders import why_not_receive, why_not_sign
from service.views.orders import OrderForm
from vehicles.models import Vehicle, plate_within

SCREENS = [
    ("condition", _("Condition")),
    ("photos", _("Photos")),
    ("work", _("Work and promise")),
    ("signature", _("Signature")),
]
BEING_RECEIVED = [RepairOrder.Status.DRAFT, RepairOrder.Status.AWAITING_CUSTOMER]


class Reception(Page):
    needs = OrderPerm.ORDER_OPEN
    title = _("Reception")
    template_name = "service/reception.html"

    def get_context_data(self, **kwargs):
        at, store = now(), self.request.access.store
        start, end = day_bounds(store.today(at), store.zone)
        visits = Appointment.objects.filter(order=None).with_people().with_work()
        coming = visits.live().between(start - timedelta(days=1), end).order_by("start")
        missed = visits.of_customers().filter(status=Appointment.Status.NO_SHOW).between(start, end).order_by("start")
        plate = plates.fold(search_text(self.request.GET.get("q"), 20))
        if plate:
            coming, missed = coming.filter(plate_within(plate)), missed.filter(plate_within(plate))
        coming = [visit for visit in coming if visit.start >= start or visit.has_arrived]
        orders = RepairOrder.objects.filter(status__in=BEING_RECEIVED).with_people().order_by("created_at")
        orders = received_on(orders, self.request.access, at)
        vehicle = Vehicle.objects.with_plate(plate).first()
        return super().get_context_data(
            at=at,
            coming=with_reasons(coming),
            missed=with_reasons(list(missed)),
            orders=orders,
            q=plate,
            vehicle=vehicle,
            owner=vehicle and Customer.objects.owner_of(vehicle),
            **kwargs,
        )


def with_reasons(coming: list[Appointment]) -> list[Appointment]:
    """Each visit with why its car cannot be received now: it is here already."""
    here = RepairOrder.objects.open().filter(vehicle__in=[visit.vehicle_id for visit in coming])
    orders = {order.vehicle_id: order for order in here}
    for visit in coming:
        visit.why_not = why_not_receive(orders.get(visit.vehicle_id))
    return coming


@require_POST
@needs(OrderPerm.ORDER_OPEN)
def receive(request, pk):
    visit, seen = get_object_or_404(Appointment, pk=pk), key(request.POST.get("time_version"))
    order = reception.open_order(visit, by=request.access, at=now(), time_version=seen)
    return redirect("check_in_condition", order.pk)


class CheckIn(FormPage):
    """One of the four screens; each saves, so that reception can go on later or on another tablet."""

    needs = OrderPerm.ORDER_OPEN
    screen = ""

    order = None

    def dispatch(self, request, *args, **kwargs):
        photos = Prefetch("photos", Photo.objects.defer("image").order_by("pk"))
        orders = RepairOrder.objects.with_people().prefetch_related(photos, "marks")
        self.order = get_object_or_404(orders, pk=kwargs["pk"])
        if self.order.status not in BEING_RECEIVED:
            return redirect(self.order)
        if self.is_too_early():
            return redirect("check_in_condition", self.order.pk)
        return super().dispatch(request, *args, **kwargs)

    def is_too_early(self) -> bool:
        """Whether a screen comes too early: signing before the price was told, a promise before the walk-around."""
        return self.order.is_draft and (
            self.screen == "signature" or (self.screen == "work" and self.order.mileage is None)
        )

    def get_title(self):
        return now_("Check-in %(order)s") % {"order": self.order}

    def get_template_names(self):
        return [f"service/check_in_{self.screen}.html"]

    def get_context_data(self, **kwargs):
        names = [name for name, _label in SCREENS]
        here = names.index(self.screen)
        is_told = self.order.status == RepairOrder.Status.AWAITING_CUSTOMER
        receives = self.request.access.can(OrderPerm.ORDER_OPEN)
        steps = [
            {
                "label": label,
                "url": receives and reverse(f"check_in_{name}", args=[self.order.pk]),
                "state": "now" if n == here else "done" if n < here or (is_told and n < 3) else "ahead",
            }
            for n, (name, label) in enumerate(SCREENS)
        ]
        back = reverse(f"check_in_{names[here - 1]}", args=[self.order.pk]) if here else reverse("reception")
        return super().get_context_data(order=self.order, steps=steps, back_url=back, **kwargs)

    def next_screen(self):
        names = [name for name, _label in SCREENS]
        return reverse(f"check_in_{names[names.index(self.screen) + 1]}", args=[self.order.pk])


class Condition(CheckIn):
    screen = "condition"
    form_class = ConditionForm

    def get_initial(self):
        order = self.order
        return {
            "mileage": order.mileage,
            "energy_percent": order.energy_percent,
            "belongings": order.belongings,
            "lower_mileage_reason": order.lower_mileage_reason,
        }

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "order": self.order}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            places=WalkAroundMark.Place.choices, damages=WalkAroundMark.Damage.choices, blanks="12", **kwargs
        )
        form = context["form"]
        return context | {"marks": form.marks() if form.is_bound else self.order.marks.all()}

    def act(self, form):
        walk_around.note_condition(self.order, by=self.request.access, at=now(), **form.facts)
        return self.next_screen()


class Photos(CheckIn):
    screen = "photos"
    form_class = PhotoForm

    def get_context_data(self, **kwargs):
        taken = {photo.angle for photo in self.order.photos.all()}
        missing = [(angle, label) for angle, label in ANGLES if angle not in taken]
        return super().get_context_data(
            photos=self.order.photos.all(),
            missing=missing,
            done=len(ANGLES) - len(missing),
            of=len(ANGLES),
            next_url=self.next_screen(),
            **kwargs,
        )

    def act(self, form):
        facts = form.facts
        findings.add_photo(self.order, by=self.request.access, at=now(), picture=facts.pop("photo"), **facts)
        return self.request.path


class WorkAndPromise(CheckIn):
    screen = "work"
    form_class = WorkForm

    def get_initial(self):
        order = self.order
        return {"old_parts": order.old_parts, "waits": "yes" if order.waits else "no", "promised_at": order.promised_at}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "at": now()}

    def get_context_data(self, **kwargs):
        groups = line_groups(self.order.estimate.lines.select_related("operation", "part").order_by("position"))
        return super().get_context_data(groups=groups, total=self.order.estimate.total, **kwargs)

    def act(self, form):
        order = self.order
        condition = {"mileage": order.mileage, "energy_percent": order.energy_percent}
        walk_around.check_in(order, by=self.request.access, at=now(), **condition, **form.facts)
        return self.next_screen()


class Price(CheckIn):
    """Other work than was booked, before anything is told or signed."""

    needs = EstimatePerm.ESTIMATE_MAKE
    screen = "work"
    form_class = PriceForm
    template_name = "service/price_form.html"

    def get_template_names(self):
        return [self.template_name]

    def get_form_kwargs(self):
        lines = self.order.estimate.lines.all()
        chosen = [line.operation_id for line in lines if line.operation_id]
        return {**super().get_form_kwargs(), "operations": operations_for(self.order.vehicle), "chosen": chosen}

    def get_initial(self):
        lines = self.order.estimate.lines.filter(part__isnull=False).select_related("part").order_by("position")
        return {"parts": "\n".join(f"{line.part.number} {plain(line.quantity)}" for line in lines)}

    def act(self, form):
        reception.price(self.order, by=self.request.access, at=now(), **form.facts)
        return self.way_back()

    def way_back(self) -> str:
        """The page after pricing: the order for a user who does not receive cars (the hotline), else the check-in."""
        receives = self.request.access.can(OrderPerm.ORDER_OPEN)
        return reverse("check_in_work", args=[self.order.pk]) if receives else self.order.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"back_url": self.way_back()}


class Signature(CheckIn):
    needs = OrderPerm.ORDER_SIGN
    screen = "signature"
    form_class = SignForm

    def get_context_data(self, **kwargs):
        lines = self.order.estimate.lines.select_related("operation", "part").order_by("position")
        return super().get_context_data(
            groups=line_groups(lines, answers=False), total=to_sign(lines), why_not=why_not_sign(self.order), **kwargs
        )

    def act(self, form):
        facts = form.facts
        return reception.sign(self.order, by=self.request.access, at=now(), name=facts.pop("signed_name"), **facts)


class TakeBack(OrderForm):
    needs = OrderPerm.ORDER_OPEN
    title = _("Change the work before signing")
    form_class = TakeBackForm

    def get_context_data(self, **kwargs):
        back = reverse("check_in_signature", args=[self.order.pk])
        return super().get_context_data(back_url=back, **kwargs)

    def act(self, form):
        reception.take_back(self.order, by=self.request.access, at=now(), **form.facts)
        return reverse("check_in_work", args=[self.order.pk])
