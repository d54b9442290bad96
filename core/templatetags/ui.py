"""Components of the design language; each has its template in templates/components/."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache, wraps
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now
from django.utils.translation import get_language, gettext
from markupsafe import escape

from core.templatetags.formats import day, day_of, days_until, due, phone
from core.templatetags.pieces import piece

register = template.Library()

TONE_ICONS = {"good": "check", "wait": "hourglass", "bad": "alert", "info": "half", "off": "slash", "calm": "circle"}
NOTE_ICONS = {"success": "check", "warning": "alert", "error": "alert", "info": "info", "debug": "info"}


@register.filter
def can(access: Any, permission: str) -> bool:
    """Whether the signed-in person has this permission. An unknown code raises."""
    return bool(access) and access.can_named(permission)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The entry of a mapping whose key is itself a variable."""
    return mapping.get(key) if mapping else None


@register.filter
def split(text: str, separator: str = ",") -> list[str]:
    """A short list written in a template."""
    return [part.strip() for part in str(text).split(separator) if part.strip()]


@register.simple_tag
def new_key() -> str:
    """An idempotency key for a form without fields."""
    return uuid.uuid4().hex


def kept(most: int) -> Callable[[Callable[..., SafeString]], Callable[..., SafeString]]:
    """A piece is drawn once for the same facts and language; a process keeps the `most` that were used last."""

    def decorated(draw: Callable[..., SafeString]) -> Callable[..., SafeString]:
        @lru_cache(maxsize=most, typed=True)  # a text that is safe equals the same text that somebody typed
        def pieces(language: str | None, *facts: Any) -> SafeString:
            return draw(*facts)

        @wraps(draw)
        def piece(*facts: Any) -> SafeString:
            return draw(*facts) if settings.DEBUG else pieces(get_language(), *facts)

        piece.pieces = pieces  # type: ignore[attr-defined]  # what is kept, for the tests
        return piece

    return decorated


once = kept(4096)  # a list shows the same chips row after row


def _render(component: str, **facts: Any) -> SafeString:
    return render_to_string(f"components/{component}.html", facts)


@lru_cache(maxsize=1024, typed=True)
def _icon(name: str, label: str, css: str) -> SafeString:
    accessible = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>',
        css,
        accessible,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One of our own line icons (static/img/icons.svg); without a label it is decoration."""
    return _icon(name, str(label), css)


class Step(NamedTuple):
    """One step of a rail: current, done, ahead or skipped."""

    number: int
    name: str
    state: str


def _steps(names: Iterable[Any], current: int, skipped: frozenset[int], closed: bool) -> list[Step]:
    rows = []
    for number, name in enumerate(names, start=1):
        state = "now" if number == current and not closed else "done" if number < current or closed else "ahead"
        rows.append(Step(number, name, "skipped" if number in skipped else state))
    return rows


def rail(label: Any, names: Sequence[Any], current: int, skipped: str, closed: bool, small: bool) -> SafeString:
    """The rail of a process: its steps by name, the present one marked; small is the present one alone."""
    left_out = frozenset(int(number) for number in split(skipped))
    steps = _steps(names, current, left_out, closed)
    return _render("step_rail", steps=steps, small=small, of=len(names), label=label)


@once
def _chip(text: str, tone: str, shape: str) -> SafeString:
    return _render("status_chip", text=text, tone=tone, shape=shape)


@register.simple_tag
def status_chip(text: Any, tone: str = "calm", shape: str = "") -> SafeString:
    """A state as text, shape and colour; tones: good, wait, bad, info, calm, off."""
    return _chip(str(text), str(tone), shape or TONE_ICONS.get(tone, "circle"))


@once
def _due(on: date | None, today: date, done: bool) -> SafeString:
    days = days_until(on, today)
    if done:
        tone, shape = "done", "check"
    elif days is None or days < 0:
        tone, shape = "late", "alert"
    else:
        tone, shape = ("today", "clock") if days == 0 else ("later", "calendar")
    text = gettext("done") if done else due(on, today)
    return _render("due_label", text=text, title=day(on), tone=tone, shape=shape)


@register.simple_tag
def due_label(on: Any, today: Any = None, done: Any = False) -> SafeString:
    """A deadline as text, shape and colour; `today` is the store's day by default."""
    return _due(day_of(on) if on else None, day_of(today or now()), bool(done))


def phone_text(number: Any) -> SafeString:
    """A phone number as a link for calling; a masked one is no link."""
    text = str(number or "")
    if not text:
        return format_html('<span class="quiet">{}</span>', gettext("no number"))
    if "*" in text:
        return mark_safe(f'<span class="tel">{escape(phone(text))}</span>')
    return mark_safe(f'<a class="tel" href="tel:{escape(text)}">{icon("phone")}{escape(phone(text))}</a>')


@register.simple_tag(takes_context=True)
def phone_link(context: Any, number: Any, reveal_url: str = "") -> SafeString:
    """The same; a masked one may have a button to reveal it (logged)."""
    text = phone_text(number)
    if not reveal_url or "*" not in str(number):
        return text
    return text + _render("reveal_form", reveal_url=reveal_url, csrf_token=context.get("csrf_token"))


@register.simple_tag
def stat(
    label: Any, value: Any = None, *, url: str = "", final: bool = True, change: Any = None, **more: Any
) -> SafeString:
    """A number with the link to its rows; None is "not measured". `more`: unit, note, tone, definition."""
    facts = {"unit": "", "note": "", "tone": "", "definition": "", **more}
    return piece("components/stat.jinja", label=label, value=value, url=url, final=final, change=change, **facts)


@register.filter
def note_icon(tag: str) -> str:
    """The icon of the level of a message."""
    return NOTE_ICONS.get(tag, "info")


@register.filter
def undo_url(message: Any) -> str:
    """The address behind 'Undo' when a message was sent with extra_tags="undo:/address/"."""
    tags = (getattr(message, "extra_tags", "") or "").split()
    return next((tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")), "")


def _widget_class(field: BoundField) -> str:
    kind = getattr(field.field.widget, "input_type", "")
    if kind in ("radio", "checkbox"):
        return "form-check-input"
    return "form-select" if kind == "select" else "form-control"


@register.filter
def with_class(field: BoundField, css: str) -> SafeString:
    """A bound field with these CSS classes besides its own."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{own} {css}".strip()})


@register.filter
def styled(field: BoundField) -> SafeString:
    """A bound field with the CSS classes of its kind, marked when its value was refused."""
    return with_class(field, _widget_class(field) + (" is-invalid" if field.errors else ""))


@register.filter
def filter_widget(field: BoundField) -> SafeString:
    """The field of a filter; the ranges of django-filter render their own pair of inputs."""
    return with_class(field, _widget_class(field))
