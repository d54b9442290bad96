"""The base of every form, with its idempotency key, and fields for phones, plates, VINs and credit codes."""

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from core import credit_codes, phones, plates, vins
from core.clock import is_of_our_time


def refuse_absurd(day: date) -> None:
    if not is_of_our_time(day):
        raise forms.ValidationError(_("This day cannot be right."))


def keep_to_our_time(fields: Iterable[forms.Field]) -> None:
    """Refuse implausible days and moments, also at both ends of a period."""
    for field in fields:
        if isinstance(field, forms.DateField | forms.DateTimeField):
            field.validators.append(refuse_absurd)
        keep_to_our_time(getattr(field, "fields", ()))


class IdempotentForm(forms.Form):
    """A form that is safe to send twice: it gets its key when it is opened and keeps it across corrections.

    The view passes in what depends on the user (the store's advisors, the customer's cars).
    """

    idempotency_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid.uuid4().hex
        keep_to_our_time(self.fields.values())
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def facts(self) -> dict:
        """The cleaned values without the key, for the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}


class _Trade(forms.CharField):
    """A text that is stored in its normal form."""

    normal: Callable[[str], str] = staticmethod(str)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return text
        try:
            return self.normal(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PhoneField(_Trade):
    normal = staticmethod(phones.normalise)
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Phone"), "max_length": 40, **kwargs})


class PlateField(_Trade):
    normal = staticmethod(plates.normalise)
    widget = forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Plate"), "max_length": 20, **kwargs})


class VinField(_Trade):
    normal = staticmethod(vins.normalise)
    widget = forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("VIN"), "max_length": 20, **kwargs})


class CreditCodeField(_Trade):
    normal = staticmethod(credit_codes.normalise)
    widget = forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Unified social credit code"), "max_length": 30, "required": False, **kwargs})
