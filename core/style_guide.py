"""Sample values for the style guide: every component once, with invented names."""

from datetime import datetime, timedelta
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SampleForm(forms.Form):
    phone = forms.CharField(label=_("Phone"), help_text=_("Leave it empty if none was given."), max_length=11)
    mileage = forms.IntegerField(label=_("Mileage (km)"))
    words = forms.CharField(label=_("In the customer's words"), required=False, widget=forms.Textarea({"rows": 2}))
    waits = forms.BooleanField(label=_("Waits in the store"), required=False)
    grade = forms.ChoiceField(
        label=_("Grade"),
        choices=[("O", "● O"), ("A", "◆ A"), ("B", "▲ B"), ("C", "○ C")],
        widget=forms.RadioSelect,
    )


def _lines() -> list[dict]:
    labour = [
        {"code": "A4601", "name": _("Replace front brake pads"), "quantity": "1.2 h", "price": 200, "amount": 240},
        {
            "code": "A0100",
            "name": _("Inspection, 40 points"),
            "quantity": "0.5 h",
            "price": 0,
            "amount": 0,
            "note": _("Included in the service package"),
        },
    ]
    parts = [
        {
            "code": "DEMO 698 151",
            "name": _("Front brake pads, set"),
            "quantity": 1,
            "unit": pgettext_lazy("unit", "set"),
            "price": 520,
            "amount": 520,
        },
        {
            "code": "DEMO 115 403",
            "name": _("Brake cleaner"),
            "quantity": 2,
            "price": 50,
            "amount": 100,
            "note": _("Original part"),
        },
    ]
    return [
        {"title": _("Labour"), "lines": labour, "subtotal": Decimal("240")},
        {"title": _("Material"), "lines": parts, "subtotal": Decimal("620")},
    ]


def _history(at: datetime) -> list[dict]:
    return [
        {"at": at, "title": _("Handed to inspection"), "by": "周建国", "tone": "good"},
        {
            "at": at - timedelta(minutes=42),
            "title": _("Extra work refused by the customer"),
            "by": "王女士",
            "words": "后片下次保养再换。",
            "tone": "bad",
        },
        {"at": at - timedelta(hours=2), "title": _("Work started"), "by": "周建国"},
        {"at": at - timedelta(hours=3), "title": _("Repair order signed"), "by": "王芳"},
    ]


def _week() -> list[dict]:
    kept = [
        ("12", 12, ""),
        ("13", 14, ""),
        ("14", 9, ""),
        ("15", 17, ""),
        ("16", 18, ""),
        ("17", 4, "late"),
        ("18", 11, "soft"),
    ]
    return [{"label": label, "value": value, "tone": tone} for label, value, tone in kept]


def samples(at: datetime) -> dict:
    """Everything the style guide shows, dated relative to `at`."""
    refused = SampleForm({"phone": "1380013", "mileage": "", "grade": ""})
    refused.is_valid()
    return {
        "at": at,
        "today": at.date(),
        "yesterday": at - timedelta(days=2),
        "soon": at + timedelta(days=3),
        "form": SampleForm(),
        "refused": refused,
        "groups": _lines(),
        "net": Decimal("761.06"),
        "vat": [{"rate": "13%", "amount": Decimal("98.94")}],
        "total": Decimal("860"),
        "history": _history(at),
        "week": _week(),
        "trend": [61, 64, 58, 71, 74, 69, 80, 84],
        "flow": [
            {"label": _("Condition"), "state": "done", "url": "#flow"},
            {"label": _("Photos"), "state": "now"},
            {"label": _("Work"), "state": "ahead"},
            {"label": _("Signature"), "state": "ahead"},
        ],
        "chips": [
            {"label": _("All"), "url": "#", "active": True, "count": 28},
            {"label": _("Today"), "url": "#", "count": 12},
            {"label": _("Overdue"), "url": "#", "count": 3},
            {"label": _("This week"), "url": "#", "count": 13},
        ],
        "missing": [_("Odometer"), "VIN"],
        "colours": ["brand", "link", "muted", "late", "today", "done", "info"],
    }
