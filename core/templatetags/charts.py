"""Small charts as SVG, made on the server: they can be printed and cached, and need no script."""

from collections.abc import Iterable
from math import ceil
from typing import Any

from django import template
from django.utils.safestring import SafeString

from core.templatetags.pieces import piece

register = template.Library()

WIDTH = 320
TOP = 14
EDGE = 2
SIGN = 6  # the width of a Latin sign of a label


def _number(value: Any) -> float:
    return float(value or 0)


def _rows(rows: Iterable[Any]) -> list[dict]:
    """Each row with its number, and the number as text."""
    unset = {"tone": "", "url": ""}
    return [
        {**unset, **row, "number": _number(row["value"]), "text": row.get("text") or f"{row['value']:g}"}
        for row in rows
    ]


def _frame(rows: list[dict], title: str, target: Any, height: int) -> dict:
    """The context of both charts: scale, base line, target line, and the figures as text for screen readers."""
    top = max([*(row["number"] for row in rows), _number(target), 1.0])
    return {
        "title": title,
        "words": ", ".join(f"{row['label']} {row['text']}" for row in rows),
        "scale": height / top,
        "base": TOP + height,
        "full": TOP + height + 18,
        "width": WIDTH,
        "line": None if target is None else round(TOP + height - _number(target) * height / top, 1),
    }


def _label_width(label: str) -> float:
    """The width of a label. Where the columns are narrower, only some labels are written, the last one always."""
    return SIGN + sum(SIGN * (2 if ord(sign) > 255 else 1) for sign in str(label))


def _points(numbers: list[float], width: float, height: float, low: float, high: float) -> list[tuple[float, float]]:
    step = width / max(len(numbers) - 1, 1)
    span = (high - low) or 1
    return [(round(EDGE + i * step, 1), round(height - (n - low) / span * height, 1)) for i, n in enumerate(numbers)]


def _path(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Iterable[Any], label: str = "") -> dict:
    """A line chart as high as a line of text; `label` describes it."""
    numbers = [_number(value) for value in values]
    points = _points(numbers, 92, 24, min(numbers, default=0), max(numbers, default=0))
    points = [(x, y + EDGE) for x, y in points]
    return {"points": _path(points), "last": points[-1] if points else None, "label": label}


@register.simple_tag
def bars(rows: Iterable[Any], title: str, target: Any = None, height: int = 120) -> SafeString:
    """Columns from rows of {label, value, tone?, text?, url?}; `target` draws a dashed line."""
    rows = _rows(rows)
    frame = _frame(rows, title, target, height)
    slot = WIDTH / max(len(rows), 1)
    every = ceil(max((_label_width(row["label"]) for row in rows), default=1) / slot)
    for i, row in enumerate(rows):
        tall = round(row["number"] * frame["scale"], 1)
        row["x"], row["width"], row["middle"] = (round(slot * share, 1) for share in (i + 0.18, 0.64, i + 0.5))
        row["y"], row["height"] = round(frame["base"] - tall, 1), tall
        row["named"] = (len(rows) - 1 - i) % every == 0
    linked = any(row.get("url") for row in rows)
    return piece("components/bars.jinja", **frame, columns=rows, linked=linked)


@register.inclusion_tag("components/lines_chart.html")
def line_chart(rows: Iterable[Any], title: str, target: Any = None, height: int = 120) -> dict:
    """A line over rows of {label, value, text?}, with the first, last and highest value written."""
    rows = _rows(rows)
    frame = _frame(rows, title, target, height)
    points = _points([row["number"] for row in rows], WIDTH - 2 * EDGE, height, 0, height / frame["scale"])
    path = _path((x, y + TOP) for x, y in points)
    return {
        **frame,
        "path": path,
        "area": f"{EDGE},{frame['base']} {path} {WIDTH - EDGE},{frame['base']}" if points else "",
        "first": rows[0] if rows else None,
        "last": rows[-1] if rows else None,
        "dot": (points[-1][0], points[-1][1] + TOP) if points else None,
    }


@register.inclusion_tag("components/meter.html")
def meter(value: Any, full: Any, label: str = "") -> dict:
    """The taken share of a capacity: late when over it, a warning from 90%."""
    share = _number(value) / _number(full) if full else 0.0
    tone = "is-over" if share > 1 else "is-full" if share >= 0.9 else ""
    return {"width": round(min(share, 1.0) * 100, 1), "tone": tone, "label": label, "value": value, "full": full}
