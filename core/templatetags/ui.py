"""Pieces of the design language that a page places by name; each has its template in templates/components/."""

import uuid

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.templatetags.formats import days_until, plate

register = template.Library()

SERVICE_STEPS = (
    pgettext_lazy("step", "Appointment"),
    pgettext_lazy("step", "Reception"),
    pgettext_lazy("step", "Repair"),
    pgettext_lazy("step", "Inspection"),
    pgettext_lazy("step", "Settlement"),
    pgettext_lazy("step", "Follow-up"),
)
SALES_STEPS = (
    pgettext_lazy("step", "Find prospects"),
    pgettext_lazy("step", "Prepare the visit"),
    pgettext_lazy("step", "First visit"),
    pgettext_lazy("step", "Record the customer"),
    pgettext_lazy("step", "Keep revisiting"),
    pgettext_lazy("step", "Remove obstacles"),
    pgettext_lazy("step", "Close the deal"),
    pgettext_lazy("step", "After-sales visit"),
)
GRADE_SHAPES = {"O": "●", "A": "◆", "B": "▲", "C": "○", "N": "–", "D": "–"}
GRADE_MEANINGS = {
    "O": _("buys within a week"),
    "A": _("buys within a month"),
    "B": _("buys within three months"),
    "C": _("buys within six months"),
    "N": _("to be nurtured"),
}
DEVICES = {"phone": _("Phone"), "tablet": _("Tablet"), "desktop": _("Desktop")}
TONE_ICONS = {"good": "check", "wait": "hourglass", "bad": "alert", "info": "half", "off": "slash", "calm": "circle"}
NOTE_ICONS = {"success": "check", "warning": "alert", "error": "alert", "info": "info", "debug": "info"}


@register.filter
def can(access, permission: str) -> bool:
    """Whether the person at the screen may do this; nobody signed in may nothing."""
    return bool(access) and access.can(permission)


@register.filter
def get(mapping, key):
    """The entry of a mapping whose key is itself a variable."""
    return mapping.get(key) if mapping else None


@register.filter
def split(text: str, separator: str = ","):
    """A short list written in a template."""
    return [part.strip() for part in str(text).split(separator) if part.strip()]


@register.simple_tag
def new_key() -> str:
    """A key for a form without fields, so that sending it twice is one act."""
    return uuid.uuid4().hex


@register.filter
def device(code: str):
    """On what a role mostly works, in words."""
    return DEVICES.get(code, code)


@register.filter
def by_store(accounts):
    """The demo's accounts store by store, the group's last."""
    return sorted(accounts or (), key=lambda account: (not account["store"], account["store"]))


@register.simple_tag
def icon(name: str, label: str = "", css: str = ""):
    """One of our own line icons (static/img/icons.svg); without a label it is decoration."""
    accessible = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>',
        css,
        accessible,
        static("img/icons.svg"),
        name,
    )


def _rail(names, current: int, skipped, closed: bool) -> list[dict]:
    left_out = {int(number) for number in split(skipped)} if isinstance(skipped, str) else set(skipped or ())
    rows = []
    for number, name in enumerate(names, start=1):
        state = "now" if number == current and not closed else "done" if number < current or closed else "ahead"
        rows.append({"number": number, "name": name, "state": "skipped" if number in left_out else state})
    return rows


@register.inclusion_tag("components/step_rail.html")
def step_rail(current, skipped="", closed=False, small=False):
    """The six steps of service: 预约 接待 维修 检验 结算 跟踪回访."""
    steps = _rail(SERVICE_STEPS, int(current or 0), skipped, closed)
    return {
        "steps": steps,
        "small": small,
        "of": 6,
        "label": _("The six steps of service"),
        "current": int(current or 0),
    }


@register.inclusion_tag("components/step_rail.html")
def sales_rail(current, skipped="", closed=False, small=False):
    """The eight steps of a sale."""
    steps = _rail(SALES_STEPS, int(current or 0), skipped, closed)
    return {
        "steps": steps,
        "small": small,
        "of": 8,
        "label": _("The eight steps of a sale"),
        "current": int(current or 0),
    }


@register.inclusion_tag("components/grade.html")
def grade(letter, organisation=False):
    """The grade of a lead: round with a shape for a person, square with 单位 for an organisation."""
    letter = str(letter or "").upper()
    return {
        "letter": letter,
        "organisation": organisation,
        "shape": GRADE_SHAPES.get(letter, ""),
        "meaning": "" if organisation else GRADE_MEANINGS.get(letter, ""),
    }


def _plate_kind(text: str) -> str:
    if not text:
        return "none"
    if text.endswith("挂") or text.endswith("学"):
        return "yellow"
    return "nev" if len(text) == 8 and "\u4e00" <= text[0] <= "\u9fff" else "blue"


@register.inclusion_tag("components/plate.html")
def plate_chip(number, large=False):
    """A number plate as the eye knows it: blue, or green for new energy (eight signs)."""
    bare = str(number or "").replace("·", "").replace(" ", "")
    office, _dot, serial = plate(bare).partition("·")
    return {
        "text": bare,
        "office": office if serial else "",
        "serial": serial,
        "kind": _plate_kind(bare),
        "large": large,
    }


@register.inclusion_tag("components/status_chip.html")
def status_chip(text, tone="calm", shape=""):
    """A state as text, shape and colour; tones: good, wait, bad, info, calm, off."""
    return {"text": text, "tone": tone, "shape": shape or TONE_ICONS.get(tone, "circle")}


@register.inclusion_tag("components/due_label.html")
def due_label(on, today=None, done=False):
    """A deadline as text, shape and colour; `today` is the store's day by default."""
    days = days_until(on, today)
    if done:
        tone, shape = "done", "check"
    elif days is None or days < 0:
        tone, shape = "late", "alert"
    else:
        tone, shape = ("today", "clock") if days == 0 else ("later", "calendar")
    return {"on": on, "today": today, "tone": tone, "shape": shape, "done": done}


@register.inclusion_tag("components/phone.html", takes_context=True)
def phone_link(context, number, reveal_url=""):
    """A number to tap; a masked one is not a link, and may offer to be revealed (which is logged)."""
    text = str(number or "")
    return {"number": text, "masked": "*" in text, "reveal_url": reveal_url, "csrf_token": context.get("csrf_token")}


@register.filter
def note_icon(tag: str) -> str:
    """The shape that belongs to the level of a message."""
    return NOTE_ICONS.get(tag, "info")


@register.filter
def undo_url(message) -> str:
    """The address behind 'Undo' when a message was sent with extra_tags="undo:/address/"."""
    tags = (getattr(message, "extra_tags", "") or "").split()
    return next((tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")), "")


def _widget_class(field) -> str:
    kind = getattr(field.field.widget, "input_type", "")
    if kind in ("radio", "checkbox"):
        return "form-check-input"
    return "form-select" if kind == "select" else "form-control"


@register.filter
def with_class(field, css: str):
    """A bound field drawn with these CSS classes besides its own."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{own} {css}".strip()})


@register.filter
def styled(field):
    """A bound field drawn as the design language draws its kind, marked when its value was refused."""
    return with_class(field, _widget_class(field) + (" is-invalid" if field.errors else ""))


@register.filter
def filter_widget(field):
    """A filter's field; the ranges of django-filter draw their own pair of inputs."""
    return with_class(field, _widget_class(field))
