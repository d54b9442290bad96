"""Puts typed values into the form of a rendered page, so that no form needs code for it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from core.form_drafts import NOT_KEPT, Fields

CHOSEN = {"checkbox", "radio"}
LEFT_ALONE = {"password", "file", "submit", "button", "image", "reset"}
Attributes = dict[str, str | None]


@dataclass
class Piece:
    """An element of a page: the place of its start tag and, for a textarea or an option, of its text."""

    tag: str
    attributes: Attributes
    start: int
    end: int
    text_end: int = 0
    options: list["Piece"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.attributes.get("name") or ""

    @property
    def kind(self) -> str:
        return (self.attributes.get("type") or "text").lower() if self.tag == "input" else self.tag

    def written(self, **changes: str | bool | None) -> str:
        """The start tag with changed attributes: True is one without value, None is none."""
        attributes = self.attributes | {name: _text(value) for name, value in changes.items()}
        gone = {name for name, value in changes.items() if value is None}
        kept = ((name, value) for name, value in attributes.items() if name not in gone)
        parts = (name if value is None else f'{name}="{escape(value)}"' for name, value in kept)
        return f"<{' '.join([self.tag, *parts])}>"


def _text(value: str | bool | None) -> str | None:
    if isinstance(value, bool):
        return "" if value else None
    return value


@dataclass
class Form:
    """A form, its controls, and the folded parts of the page around it."""

    piece: Piece
    folds: list[Piece]
    controls: list[Piece] = field(default_factory=list)

    @property
    def is_sending(self) -> bool:
        """Whether the form sends an act, and is not a search or a filter."""
        attributes = self.piece.attributes
        return (attributes.get("method") or "").lower() == "post" or "hx-post" in attributes

    def address(self, page: str) -> str:
        action = self.piece.attributes.get("action") or self.piece.attributes.get("hx-post") or page
        return urldefrag(urljoin(page, action)).url

    def likeness(self, fields: Fields) -> tuple[int, int]:
        """How many hidden values, and how many names, equal those that were sent: it tells twenty equal forms apart."""
        sent, names = set(fields), {name for name, _value in fields}
        hidden = sum((c.name, c.attributes.get("value") or "") in sent for c in self.controls if c.kind == "hidden")
        return hidden, len(names & {control.name for control in self.controls})


class Reader(HTMLParser):
    """Finds the forms of a page and the places of their controls."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [0]
        for line in text.split("\n"):  # the only line breaks that the parser counts
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.folds: list[Piece] = []
        self.open: Piece | None = None  # the textarea or option whose text is being read
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self.place()
        piece = Piece(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag == "details":
            self.folds.append(piece)
        elif tag == "form":
            self.inside = Form(piece, list(self.folds))
            self.forms.append(self.inside)
        elif tag in {"input", "textarea", "select", "button"}:
            self.take(piece)
        elif tag == "option":
            self.take_option(piece)
        if tag in {"textarea", "option"}:
            self.open = piece

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self.folds:
            self.folds.pop()
        elif tag == "form":
            self.inside = None
        elif self.open and tag in {self.open.tag, "select"}:
            self.open.text_end, self.open = self.place(), None

    def place(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def take(self, piece: Piece) -> None:
        """Add a control to the form that it names, else to the form around it."""
        named = piece.attributes.get("form")
        form = next((f for f in self.forms if named and f.piece.attributes.get("id") == named), self.inside)
        if form:
            form.controls.append(piece)

    def take_option(self, piece: Piece) -> None:
        if self.inside and self.inside.controls and self.inside.controls[-1].tag == "select":
            self.inside.controls[-1].options.append(piece)


def refilled(text: str, page: str, action: str, fields: Fields, notice: Callable[[list[str]], str]) -> str | None:
    """The page with the typed values in its form; None when that form is not on the page.

    The notice stands above the form; it is made from the values that have no control (a field that appears only after
    an error).
    """
    form = meant(Reader(text).forms, page, action, fields)
    if form is None:
        return None
    names = {control.name for control in form.controls}
    left_over = [value for name, value in fields if value and name not in names]
    changes = [(form.piece.end, form.piece.end, notice(left_over))]
    changes += [(fold.start, fold.end, fold.written(open=True)) for fold in form.folds]
    values = defaultdict(list)
    for name, value in fields:
        values[name].append(value)
    for control in form.controls:
        if control.name and control.name not in NOT_KEPT and control.kind not in LEFT_ALONE:
            changes += changed(control, values, text)
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def meant(forms: list[Form], page: str, action: str, fields: Fields) -> Form | None:
    """The form that was sent: of the forms with its address, the one most like the sent values."""
    sending = [form for form in forms if form.is_sending]
    exact = [form for form in sending if form.address(page) == action]
    near = exact or [form for form in sending if urlsplit(form.address(page)).path == urlsplit(action).path]
    liked = [form for form in near if form.likeness(fields)[1]]
    return max(liked, key=lambda form: form.likeness(fields), default=None)


def changed(control: Piece, values: dict[str, list[str]], text: str) -> list[tuple[int, int, str]]:
    """The changes that put the sent values into one control; controls of one name take one value each, in order."""
    sent = values[control.name]
    if control.kind in CHOSEN:
        chosen = (control.attributes.get("value") or "on") in sent
        return [(control.start, control.end, control.written(checked=True if chosen else None))]
    if control.tag == "select":
        return [change for option in control.options for change in chosen_in(option, sent, text)]
    if not sent:
        return []
    value = sent.pop(0) if len(sent) > 1 else sent[0]
    if control.tag == "textarea":
        return [(control.end, control.text_end, f"\n{escape(value)}")]  # because a browser drops the first line break
    return [(control.start, control.end, control.written(value=value))]


def chosen_in(option: Piece, sent: list[str], text: str) -> list[tuple[int, int, str]]:
    value = option.attributes.get("value")
    value = text[option.end : option.text_end].strip() if value is None else value
    return [(option.start, option.end, option.written(selected=True if value in sent else None))]
