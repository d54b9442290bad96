"""Inputs of the workshop: a photo, a choice of work, parts by number."""

from decimal import Decimal
from itertools import groupby

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django_scopes import get_scope

from parts.models import Part
from pricing.models.prices import Operation, RepairPackage
from pricing.rules.prices import minutes_here
from service import photos

CATEGORIES = {
    "PM": _("Maintenance"),
    "DG": _("Diagnosis"),
    "IN": _("Inspection"),
    "ME": _("Engine and gearbox"),
    "CH": _("Chassis and brakes"),
    "EL": _("Electrics"),
    "AC": _("Air conditioning"),
    "HV": _("High voltage"),
    "BD": _("Body"),
    "PT": _("Paint"),
    "DT": _("Detailing and wash"),
}


class PictureField(forms.FileField):
    """A photo from a camera, re-encoded; anything else is refused here."""

    def __init__(self, **kwargs):
        widget = forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
        super().__init__(**{"label": _("Photo"), "widget": widget, **kwargs})

    def clean(self, value, initial=None):
        file = super().clean(value, initial)
        if not file:
            return None
        if file.size > photos.MOST_BYTES:
            raise forms.ValidationError(now_("A photo has 10 MB at most."))
        try:
            return photos.drawn_anew(file.read())
        except photos.NotAPicture as error:
            raise forms.ValidationError(str(error)) from error


class OperationsField(forms.ModelMultipleChoiceField):
    """Work from the published list, shown by category; works without script."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(**{"queryset": Operation.objects.none(), "label": _("Work"), **kwargs})

    def offer(self, operations, chosen=()) -> list[dict]:
        """Set the choices. Returns them by category for the template, `open` where something is chosen."""
        rows = Operation.objects.with_own(get_scope()["store"])
        self.queryset = rows.filter(pk__in=[operation.pk for operation in operations])
        marked, minutes = {str(key) for key in chosen}, minutes_here(operations)
        rows = sorted(operations, key=lambda operation: (list(CATEGORIES).index(operation.category), operation.code))
        groups = []
        for category, group in groupby(rows, key=lambda operation: operation.category):
            choices = [
                {"operation": one, "checked": str(one.pk) in marked, "minutes": minutes[one.pk]} for one in group
            ]
            is_open = any(choice["checked"] for choice in choices)
            groups.append({"label": CATEGORIES[category], "operations": choices, "open": is_open})
        return groups


class PackagesField(forms.ModelMultipleChoiceField):
    """Packages from the published list, each with its price here; works without script."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        usual = {"queryset": RepairPackage.objects.none(), "label": _("Packages"), "required": False}
        super().__init__(**{**usual, "to_field_name": "code", **kwargs})

    def offer(self, rows, chosen=()) -> list[dict]:
        """Set the choices from priced packages. Returns them for the template."""
        self.queryset = RepairPackage.objects.filter(pk__in=[row.package.pk for row in rows])
        return [{"package": row.package, "price": row.price, "checked": row.package.code in chosen} for row in rows]


class PartsField(forms.CharField):
    """Parts as a clerk writes them: one a line, the number and how many (`04E115561AC × 2`)."""

    widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "autocapitalize": "characters"})
    count = forms.DecimalField(min_value=Decimal("0.01"), max_value=Decimal("999.99"), decimal_places=2)

    def __init__(self, **kwargs):
        help_text = _("One a line: part number and quantity, for example 04E115561AC 2.")
        super().__init__(**{"label": _("Parts"), "required": False, "help_text": help_text, **kwargs})

    def clean(self, value):
        return [self.line(text) for text in super().clean(value).splitlines() if text.strip()]

    def line(self, text: str) -> tuple[Part, Decimal]:
        words = text.replace("×", " ").replace("*", " ").replace(",", " ").split()
        words, count = (words[:-1], words[-1]) if len(words) > 1 else (words, "1")
        part = Part.objects.numbered("".join(words)).first()
        if part is None:
            raise forms.ValidationError(now_("No part has the number “%(number)s”.") % {"number": " ".join(words)})
        return part, self.quantity(count)

    def quantity(self, text: str) -> Decimal:
        """A quantity as an estimate line can store it: two decimals, finite, more than zero."""
        try:
            return self.count.clean(text)
        except forms.ValidationError as error:
            wrong = now_("“%(text)s” is not a quantity: above 0, below 1,000, two decimals at most.")
            raise forms.ValidationError(wrong % {"text": text}) from error


def chosen_of(form: forms.Form, name: str) -> list[str]:
    """What was ticked in a form that was sent."""
    return form.data.getlist(form.add_prefix(name)) if form.is_bound else []


def refuse_nothing_chosen(form: forms.Form) -> None:
    """Work is named by operations, by packages, or by both; else the error stands at the operations."""
    facts = form.cleaned_data
    if not facts.get("operations") and not facts.get("packages") and not {"operations", "packages"} & set(form.errors):
        form.add_error("operations", now_("Choose the work to be done."))
