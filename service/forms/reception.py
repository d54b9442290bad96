"""Reception: the walk-in, and the four screens of the check-in."""

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from core.forms import IdempotentForm, PhoneField, PlateField
from core.parameters import key
from service import photos
from service.forms.fields import OperationsField, PackagesField, PartsField, chosen_of, refuse_nothing_chosen
from service.models.marks import WalkAroundMark
from service.models.orders import RepairOrder
from service.rules import orders
from vehicles.models import Vehicle
from vehicles.rules import MOST_KM

# Where on the outline a place is, for a mark that was chosen from the list: percent from the front, and from the left.
MIDDLES = {
    **{"front": (10, 50), "bonnet": (28, 50), "roof": (61, 50), "rear": (93, 50)},
    **{"front_left": (35, 18), "front_right": (35, 82), "rear_left": (68, 18), "rear_right": (68, 82)},
}
MOST_MARKS = 30


class WalkInForm(IdempotentForm):
    """A car without appointment: the plate decides whether we know it; a new one needs a phone."""

    plate = PlateField()
    phone = PhoneField(required=False, help_text=_("Only for a car that is new to us."))
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    complaint = forms.CharField(
        label=_("In the customer's words"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    packages = PackagesField()
    operations = OperationsField(required=False)
    second_visit = forms.CharField(
        label=_("It is another visit, because"),
        max_length=200,
        required=False,
        help_text=_("Only when the car really comes twice today."),
    )

    beyond_share = forms.CharField(
        label=_("It gets hours kept for appointments, because"),
        max_length=200,
        required=False,
        help_text=_("Once, for this car. It is counted on the page of capacity."),
    )

    def __init__(self, *args, operations, packages, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.data.getlist("operations") if self.is_bound else ()
        self.categories = self.fields["operations"].offer(operations, chosen)
        self.package_rows = self.fields["packages"].offer(packages, chosen_of(self, "packages"))

    def clean(self):
        facts = super().clean()
        refuse_nothing_chosen(self)
        plate = facts.get("plate")
        car = Vehicle.objects.with_plate(plate).first() if plate else None
        if plate and not car and not facts.get("phone"):
            self.add_error("phone", now_("This car is new to us: enter the customer's phone."))
        if car and (reason := orders.why_not_receive(RepairOrder.objects.open().filter(vehicle=car).first())):
            self.add_error("plate", reason)
        return facts


class ConditionForm(IdempotentForm):
    """Screen 1: mileage, fuel or charge, belongings, and marks on the outline of the car."""

    mileage = forms.IntegerField(
        label=_("Mileage (km)"), min_value=0, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    energy_percent = forms.TypedChoiceField(
        label=_("Fuel or charge"),
        coerce=int,
        choices=[(n, f"{n}%") for n in (0, 25, 50, 75, 100)],
        widget=forms.RadioSelect,
    )
    lower_mileage_reason = forms.CharField(
        label=_("Why the mileage is lower than before"), max_length=200, required=False
    )
    belongings = forms.CharField(
        label=_("Belongings in the car"), max_length=200, required=False, help_text=_("Empty means none.")
    )

    def __init__(self, *args, order, **kwargs):
        self.order = order
        super().__init__(*args, **kwargs)

    def clean(self):
        facts = super().clean()
        km = facts.get("mileage")
        why_lower = facts.get("lower_mileage_reason", "")
        if km is not None and (reason := orders.why_not_mileage(self.order, km, why_lower)):
            self.add_error("mileage" if km > MOST_KM else "lower_mileage_reason", reason)
        facts["marks"] = self.marks()
        if not all(mark["place"] and mark["damage"] for mark in facts["marks"]):
            raise forms.ValidationError(now_("Each mark needs its place and its damage."))
        return facts

    def marks(self) -> list[dict]:
        """The rows that name a place or a damage; the point comes from the outline, or is the middle of the place."""
        columns = [self.data.getlist(f"mark_{name}") for name in ("place", "damage", "x", "y")]
        return [mark_of(*row) for row in list(zip(*columns))[:MOST_MARKS] if row[0] or row[1]]


def mark_of(place: str, damage: str, x: str, y: str) -> dict:
    """One row as it was typed; what no list offers is empty."""
    place = place if place in WalkAroundMark.Place.values else ""
    damage = damage if damage in WalkAroundMark.Damage.values else ""
    points = [key(text) for text in (x, y)]
    if None in points:
        points = list(MIDDLES.get(place, (50, 50)))
    return {"place": place, "damage": damage, "x": min(100, points[0]), "y": min(100, points[1])}


class WorkForm(IdempotentForm):
    """Screen 3: what becomes of old parts, whether the customer waits, and until when it is promised."""

    old_parts = forms.ChoiceField(label=_("Old parts"), choices=RepairOrder.OldParts, widget=forms.RadioSelect)
    waits = forms.TypedChoiceField(
        label=_("The customer"),
        choices=[("yes", _("waits here")), ("no", _("leaves the car"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    promised_at = forms.DateTimeField(
        label=_("Promised for"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args, at, **kwargs):
        self.at = at
        super().__init__(*args, **kwargs)

    def clean_promised_at(self):
        promised_at = self.cleaned_data["promised_at"]
        if reason := orders.why_not_promise(promised_at, self.at):
            raise forms.ValidationError(reason)
        return promised_at


class PriceForm(IdempotentForm):
    """Other work than was booked: the estimate is made anew."""

    operations = OperationsField()
    parts = PartsField()

    def __init__(self, *args, operations, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.data.getlist("operations") if self.is_bound else chosen
        self.categories = self.fields["operations"].offer(operations, chosen)


class SignForm(IdempotentForm):
    """Screen 4: a drawing, or the typed name of whoever signs; a drawing without a name is the customer's own."""

    signed_name = forms.CharField(label=_("Name of the person who signs"), max_length=60, required=False)
    signature = forms.CharField(required=False, widget=forms.HiddenInput, max_length=photos.MOST_SIGNATURE)

    def clean(self):
        facts = super().clean()
        if reason := orders.why_not_signature(facts.get("signed_name", ""), facts.get("signature", "")):
            self.add_error("signed_name", reason)
        return facts

    def clean_signature(self):
        try:
            return photos.signature(self.cleaned_data["signature"])
        except photos.NotAPicture as error:
            raise forms.ValidationError(str(error)) from error


class TakeBackForm(IdempotentForm):
    reason = forms.CharField(label=_("What the customer wants instead"), max_length=200)


class CancelForm(IdempotentForm):
    reason = forms.CharField(label=_("Why the order ends"), max_length=200)


class PromiseForm(IdempotentForm):
    """Another time that the customer has agreed to."""

    promised_at = forms.DateTimeField(
        label=_("New promise"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    reason = forms.CharField(label=_("Why, and how the customer agreed"), max_length=200)
