"""Forms for people and their roles, stores, their hours and settings."""

from datetime import time
from hashlib import sha256
from itertools import groupby

from django import forms
from django.apps import apps
from django.contrib.auth import password_validation
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.people import User
from accounts.models.stores import Store
from accounts.roles import Role
from accounts.settings import Clock, Number, Setting
from core.forms import CreditCodeField, IdempotentForm

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
TIME_ZONES = (
    *("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore"),
    *("Asia/Kuala_Lumpur", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Manila", "Asia/Seoul"),
    *("Asia/Tokyo", "Asia/Almaty", "Asia/Tashkent", "Asia/Kolkata", "Asia/Karachi", "Asia/Dubai", "Asia/Riyadh"),
    *("Australia/Sydney", "Pacific/Auckland", "Africa/Johannesburg", "Africa/Lagos", "Africa/Cairo"),
    *("Europe/Moscow", "Europe/Istanbul", "Europe/Athens", "Europe/Berlin", "Europe/London"),
    *("America/Sao_Paulo", "America/New_York", "America/Chicago", "America/Mexico_City", "America/Los_Angeles"),
    "UTC",
)
DAY = forms.DateInput(attrs={"type": "date"})


class RoleFields(IdempotentForm):
    """A role, its store and its last day."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    store = forms.ModelChoiceField(
        label=_("Store"), queryset=Store.objects.order_by("code"), required=False, empty_label=_("the whole group")
    )
    until = forms.DateField(label=_("Until (empty: without end)"), required=False, widget=DAY)


class PasswordFields(IdempotentForm):
    """A password that is hard to guess; the administrator gives it to the person."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Tell it to the person; nobody can read it here again."),
    )

    def __init__(self, *args, user: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


class UserForm(PasswordFields, RoleFields):
    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=_("User name"),
        max_length=60,
        error_messages={"invalid": _("Letters, digits and . @ + - _ only.")},
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)
    field_order = ["username", "name", "email", "password", "role", "store", "until"]


class StoreForm(IdempotentForm):
    """The facts of a store."""

    name = forms.CharField(label=pgettext_lazy("store", "Name"), max_length=80)
    company = forms.CharField(label=_("Company on documents"), max_length=120, required=False)
    credit_code = CreditCodeField()
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=40, required=False)
    district = forms.CharField(label=_("District"), max_length=40, required=False)
    latitude = forms.DecimalField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        max_digits=8,
        decimal_places=5,
        required=False,
        help_text=_("Degrees, as a map shows them; with both, the store finder orders by distance."),
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=-180, max_value=180, max_digits=8, decimal_places=5, required=False
    )
    phone = forms.CharField(label=_("Booking hotline"), max_length=30, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    active = forms.BooleanField(label=_("Store is in use"), required=False)

    def __init__(self, *args, **kwargs):
        """The present time zone stays a choice, also when it is not in the list."""
        super().__init__(*args, **kwargs)
        present = self.initial.get("time_zone")
        names = TIME_ZONES if present in (None, *TIME_ZONES) else (present, *TIME_ZONES)
        self.fields["time_zone"].choices = [(name, name) for name in names]

    def clean(self):
        """A place has both degrees, or none."""
        facts = super().clean()
        if "latitude" in facts and "longitude" in facts and (facts["latitude"] is None) != (facts["longitude"] is None):
            self.add_error("longitude", _("Enter both degrees, or none."))
        return facts


class SettingsForm(IdempotentForm):
    """One field for each setting, by its key; an empty one means the default."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, settings, decided, **kwargs):
        """`settings` are those to show; `decided` has the `StoreSetting` of each changed one, by its key."""
        super().__init__(*args, **kwargs)
        self.keys, self.decided = [setting.key for setting in settings], decided
        self.fields |= {setting.key: setting_field(setting) for setting in settings}

    def departments(self):
        """The name of each app with its fields, each with its `StoreSetting`, in the order of their declaration."""
        for app, keys in groupby(self.keys, key=lambda key: key.partition(".")[0]):
            yield apps.get_app_config(app).verbose_name, [(self[key], self.decided.get(key)) for key in keys]

    @property
    def facts(self):
        values = dict(super().facts)
        version = values.pop("version")
        return {"version": version, "values": {key: None if value == "" else value for key, value in values.items()}}

    @property
    def mark(self):
        """A hash of these values: the preview that a person accepts is of them, and of no others."""
        return sha256(repr(sorted(self.facts["values"].items())).encode()).hexdigest()


def setting_field(setting: Setting) -> forms.Field:
    """The field of a setting: its unit in the label, its default and its consequence as help text."""
    default = setting.dump(setting.default)
    usual = _("Default: %(value)s.") % {"value": default} if default != "" else ""
    facts = {"label": setting.words, "help_text": f"{usual} {setting.consequence}".strip(), "required": False}
    if isinstance(setting, Number):
        facts["label"] = format_lazy("{words} ({unit})", words=setting.words, unit=setting.unit.label)
        return forms.IntegerField(min_value=setting.lowest, max_value=setting.highest, **facts)
    if isinstance(setting, Clock):
        return forms.TimeField(widget=CLOCK, **facts)
    return forms.CharField(max_length=setting.longest, **facts)


class HoursForm(IdempotentForm):
    """The week: each day open from, to, or closed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for day in range(7):
            self.fields[f"open_{day}"] = forms.BooleanField(label=WEEKDAYS[day], required=False)
            self.fields[f"opens_{day}"] = forms.TimeField(label=_("opens"), required=False, widget=CLOCK)
            self.fields[f"closes_{day}"] = forms.TimeField(label=_("closes"), required=False, widget=CLOCK)

    def days(self):
        """The three fields of each weekday, for the template."""
        return [[self[f"{name}_{day}"] for name in ("open", "opens", "closes")] for day in range(7)]

    def clean(self):
        facts = super().clean()
        for day in range(7):
            opens, closes = facts.get(f"opens_{day}"), facts.get(f"closes_{day}")
            if facts.get(f"open_{day}") and (fault := wrong_hours(opens, closes)):
                self.add_error(f"closes_{day}", fault)
        return facts

    @property
    def facts(self):
        values = self.cleaned_data
        return {
            "week": {
                day: (values[f"opens_{day}"], values[f"closes_{day}"]) if values[f"open_{day}"] else None
                for day in range(7)
            }
        }


def wrong_hours(opens: time | None, closes: time | None) -> str | None:
    """Why the database would refuse these hours: one is missing, or the end is before the start."""
    if opens is None or closes is None:
        return _("Enter when it opens and when it closes.")
    if closes <= opens and closes != time(0):
        return _("It closes before it opens.")
    return None


class DayForm(IdempotentForm):
    on = forms.DateField(label=pgettext_lazy("calendar", "Day"), widget=DAY)
    closed = forms.BooleanField(label=_("Closed all day"), required=False)
    opens = forms.TimeField(label=_("opens"), required=False, widget=CLOCK)
    closes = forms.TimeField(label=_("closes"), required=False, widget=CLOCK)
    note = forms.CharField(label=_("Note"), max_length=100, required=False)

    def clean(self):
        facts = super().clean()
        if not facts.get("closed") and (fault := wrong_hours(facts.get("opens"), facts.get("closes"))):
            self.add_error("closes", fault)
        return facts

    @property
    def facts(self):
        values = self.cleaned_data
        hours = None if values["closed"] else (values["opens"], values["closes"])
        return {"on": values["on"], "hours": hours, "note": values["note"]}
