"""`manage.py statechart [--check]`: draw every status and its legal moves from the tables into docs/statecharts.md."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

TARGET = Path("docs/statecharts.md")
HEAD = """# The legal moves

Drawn by `python3 run.py manage statechart` from the tables in each department's rules; do not edit.
"""


class Command(BaseCommand):
    help = "Draw the state diagrams from the transition tables."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when the drawing is stale")

    def handle(self, *, check, **options):
        with translation.override("en"):
            drawn = HEAD + "".join(map(chart, tables()))
        path = settings.BASE_DIR / TARGET
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != drawn:
                raise CommandError(f"{TARGET} is stale: run `python3 run.py manage statechart`.")
            return
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
        self.stdout.write(f"{TARGET} is drawn.")


def tables() -> list[dict]:
    """Every TRANSITIONS table of the departments, in the order of the house."""
    return [
        table
        for app in settings.HOUSE[2:]
        for module in rules_of(app)
        for name, table in sorted(vars(module).items())
        if name.endswith("TRANSITIONS")
    ]


def rules_of(app: str) -> list:
    """The modules that hold an app's rules: one, or a package of several."""
    if find_spec(f"{app}.rules") is None:
        return []
    rules = import_module(f"{app}.rules")
    names = sorted(module.name for module in iter_modules(getattr(rules, "__path__", [])))
    return [rules, *(import_module(f"{app}.rules.{name}") for name in names)]


def chart(table: dict) -> str:
    statuses = type(next(iter(table))[0])
    model = statuses.__qualname__.split(".")[0]
    lines = [f"    {start.value} --> {end.value}: {perm.label}" for (start, end), perm in table.items()]
    names = [f'    state "{status.label}" as {status.value}' for status in statuses]
    return f"\n## {model}\n\n```mermaid\nstateDiagram-v2\n" + "\n".join([*names, *lines]) + "\n```\n"
