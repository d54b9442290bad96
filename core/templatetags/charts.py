"""Small charts drawn on the server as SVG: they print, cache, and need no script."""

from django import template

register = template.Library()

WIDTH = 320
LEFT = 2


def _number(value) -> float:
    return float(value or 0)


def _top(values, target=None) -> float:
    return max([*values, _number(target), 1.0])


def _points(values, width: float, height: float, low: float, high: float) -> list[tuple[float, float]]:
    step = width / max(len(values) - 1, 1)
    span = (high - low) or 1
    return [
        (round(LEFT + i * step, 1), round(LEFT + height - (v - low) / span * height, 1)) for i, v in enumerate(values)
    ]


@register.inclusion_tag("components/sparkline.html")
def sparkline(values, label=""):
    """A line the height of a word; `label` says in words what it shows."""
    numbers = [_number(value) for value in values]
    points = _points(numbers, 92, 24, min(numbers, default=0), max(numbers, default=0))
    return {"points": " ".join(f"{x},{y}" for x, y in points), "last": points[-1] if points else None, "label": label}


@register.inclusion_tag("components/bars.html")
def bars(rows, title, target=None, height=120):
    """Columns from rows of {label, value, tone?, text?, url?}; `target` draws a dashed line."""
    values = [_number(row["value"]) for row in rows]
    top = _top(values, target)
    slot = WIDTH / max(len(rows), 1)
    columns = []
    for i, (row, value) in enumerate(zip(rows, values)):
        tall = round(value / top * height, 1)
        columns.append(
            {
                **row,
                "x": round(i * slot + slot * 0.18, 1),
                "y": round(14 + height - tall, 1),
                "width": round(slot * 0.64, 1),
                "height": tall,
                "middle": round((i + 0.5) * slot, 1),
                "text": row.get("text", f"{value:g}"),
            }
        )
    line = round(14 + height - _number(target) / top * height, 1) if target is not None else None
    return {"columns": columns, "title": title, "line": line, "base": 14 + height, "full": 32 + height, "width": WIDTH}


@register.inclusion_tag("components/lines_chart.html")
def line_chart(rows, title, target=None, height=120):
    """A line over rows of {label, value, text?}: first, last and highest are written out, the rest is shape."""
    values = [_number(row["value"]) for row in rows]
    top = _top(values, target)
    points = [(x, y + 14) for x, y in _points(values, WIDTH - 2 * LEFT, height - LEFT, 0, top)]
    line = round(14 + height - _number(target) / top * height, 1) if target is not None else None
    path = " ".join(f"{x},{y}" for x, y in points)
    return {
        "path": path,
        "area": f"{LEFT},{14 + height} {path} {WIDTH - LEFT},{14 + height}" if points else "",
        "first": rows[0] if rows else None,
        "last": rows[-1] if rows else None,
        "dot": points[-1] if points else None,
        "last_text": rows[-1].get("text", f"{values[-1]:g}") if rows else "",
        "title": title,
        "line": line,
        "base": 14 + height,
        "full": 32 + height,
        "width": WIDTH,
    }


@register.inclusion_tag("components/meter.html")
def meter(value, full, label=""):
    """How much of a capacity is taken; over it is shown as late, from 90% as a warning."""
    share = _number(value) / _number(full) if full else 0.0
    tone = "is-over" if share > 1 else "is-full" if share >= 0.9 else ""
    return {"width": round(min(share, 1.0) * 100, 1), "tone": tone, "label": label, "value": value, "full": full}
