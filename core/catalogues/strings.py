"""Which messages an area shows: read from its Python by syntax tree, from its templates by their own parsers."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize
from jinja2 import Environment
from jinja2.ext import extract_from_ast

COMPILED_SUFFIX = ".jinja"
TEMPLATE_SUFFIXES = {".html", ".svg", ".txt", ".xml", COMPILED_SUFFIX}
ARGUMENTS = {
    "gettext": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
FUNCTIONS = {name + ending: fields for name, fields in ARGUMENTS.items() for ending in ("", "_lazy", "_noop")}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")


class Message(NamedTuple):
    """One text for the person at the screen, and its place in the code."""

    msgid: str
    plural: str = ""
    context: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.msgid, self.context


class NotLiteral(ValueError):
    """A message that is put together at run time, so that no catalogue can have it."""


def used_by(root: Path, area: str, areas: Sequence[str]) -> dict[tuple[str, str], Message]:
    """Every message of an area by (msgid, context); a plural form wins over the same text without one."""
    messages: dict[tuple[str, str], Message] = {}
    for message in _all_messages(root, area, areas):
        if message.key not in messages or message.plural:
            messages[message.key] = message
    return messages


def _all_messages(root: Path, area: str, areas: Sequence[str]) -> Iterator[Message]:
    for path in python_files(root, area):
        yield from in_python(path.read_text("utf-8"), str(path.relative_to(root)))
    for path in template_files(root, area, areas):
        read = in_compiled_template if path.suffix == COMPILED_SUFFIX else in_template
        yield from read(path.read_text("utf-8"), str(path.relative_to(root)))


def python_files(root: Path, area: str) -> list[Path]:
    return sorted(p for p in (root / area).rglob("*.py") if "migrations" not in p.relative_to(root).parts)


def template_files(root: Path, area: str, areas: Sequence[str]) -> list[Path]:
    """The templates of an area: its own folder; for the first area also the templates of no other area."""
    top = root / "templates"
    others = set(areas) - {area}
    folder = top if area == areas[0] else top / area
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in TEMPLATE_SUFFIXES and path.relative_to(top).parts[0] not in others
    )


def in_python(source: str, place: str) -> Iterator[Message]:
    """The messages of one Python file; the import of django.utils.translation tells which names translate."""
    tree = ast.parse(source, place)
    names = _translating_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (fields := _fields(node.func, names)):
            where = f"{place}:{node.lineno}"
            texts = [
                text for text in (_text(argument, where) for argument in node.args[: len(fields)]) if text is not None
            ]
            if len(texts) == len(fields):
                yield Message(**dict(zip(fields, texts)), place=where)


def _translating_names(tree: ast.Module) -> dict[str, tuple[str, ...]]:
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {
        alias.asname or alias.name: FUNCTIONS[alias.name]
        for node in imports
        if node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }


def _fields(function: ast.expr, names: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    if isinstance(function, ast.Attribute):  # translation.gettext(…)
        return FUNCTIONS.get(function.attr)
    return names.get(function.id) if isinstance(function, ast.Name) else None


def _text(argument: ast.expr, where: str) -> str | None:
    """The literal text, None for a variable; refuses a text that is put together in the call."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr | ast.BinOp | ast.IfExp) or _formats_a_literal(argument):
        raise NotLiteral(f"{where}: a message is one literal; put the values in afterwards, with % or format().")
    return None


def _formats_a_literal(argument: ast.expr) -> bool:
    """Whether it is `_("…".format(…))`, which would look up the finished text."""
    method = argument.func if isinstance(argument, ast.Call) else None
    return isinstance(method, ast.Attribute) and isinstance(method.value, ast.Constant)


def in_template(source: str, place: str) -> Iterator[Message]:
    """The messages of one template, as Django looks them up at run time."""
    code = templatize(source, origin=place)
    for call in CALL.finditer(code):
        fields = ARGUMENTS.get(call[1], ARGUMENTS["gettext"])
        texts = [ast.literal_eval(literal) for literal in re.findall(LITERAL, call[2], re.DOTALL)]
        yield Message(**dict(zip(fields, texts)), place=f"{place}:{code.count(chr(10), 0, call.start()) + 1}")


def in_compiled_template(source: str, place: str) -> Iterator[Message]:
    """Messages of the body of a table: what it gives to `_`, `ngettext` and `pgettext`."""
    for line, name, arguments in extract_from_ast(Environment().parse(source), ("_", *ARGUMENTS)):
        fields = ARGUMENTS.get(name, ARGUMENTS["gettext"])
        given = (arguments if isinstance(arguments, tuple) else (arguments,))[: len(fields)]
        texts = [text for text in given if text is not None]
        if len(texts) < len(given):  # one is no literal
            raise NotLiteral(f"{place}:{line}: a message is one literal; put the values in afterwards, with format.")
        yield Message(**dict(zip(fields, texts)), place=f"{place}:{line}")
