"""`manage.py statechart [--check]`: draws the tables of all statuses into docs/statecharts.md."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.machines import Act, Machine, machines

TARGET = Path("docs/statecharts.md")
HEAD = """# The legal moves

Drawn by `python3 run.py manage statechart` from the tables beside the models; do not edit.
"""


class Command(BaseCommand):
    help = "Draw the state diagrams from the tables of the models."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when the drawing is stale")

    def handle(self, *, check, **options):
        with translation.override("en"):
            drawn = HEAD + "".join(chart(model, machine) for model, machine in machines().items())
        path = settings.BASE_DIR / TARGET
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != drawn:
                raise CommandError(f"{TARGET} is stale: run `python3 run.py manage statechart`.")
            return
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
        self.stdout.write(f"{TARGET} is drawn.")


def chart(model, machine: Machine) -> str:
    names = [f'    state "{status.label}" as {status.value}' for status in model.Status]
    lines = [f"    {act.start} --> {act.end}: {act.name} ({_who(act)})" for act in machine.acts if not act.stays]
    return f"\n## {model.__name__}\n\n```mermaid\nstateDiagram-v2\n" + "\n".join([*names, *lines]) + "\n```\n"


def _who(act: Act) -> str:
    return " / ".join(str(perm.label) for perm in act.perms)
