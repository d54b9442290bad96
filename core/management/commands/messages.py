"""`manage.py messages`: extracts, checks and compiles the Chinese of each area."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.catalogues import faults, files
from core.catalogues.strings import NotLiteral


class Command(BaseCommand):
    help = "Bring the catalogues of messages in line with code and templates, and compile them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("area", nargs="*", help="areas to work on; all of them if none is named")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--check", action="store_true", help="write nothing; fail if a message lacks its Chinese")
        mode.add_argument("--compile", action="store_true", help="only compile catalogues newer than their .mo")

    def handle(self, *, area: list[str], check: bool, compile: bool, **options: Any) -> None:
        self.root = Path(settings.BASE_DIR)
        self.areas = [Path(folder).name for folder in settings.LOCALE_PATHS]
        if unknown := set(area) - set(self.areas):
            raise CommandError(f"No such area: {', '.join(sorted(unknown))}. Areas: {', '.join(self.areas)}.")
        work = self.report if check else self.compile if compile else self.update
        try:
            work(area or self.areas)
        except (NotLiteral, SyntaxError) as error:
            raise CommandError(str(error)) from error

    def report(self, areas: list[str]) -> None:
        incomplete = [fault for area in areas for fault in faults.of_area(self.root, area, self.areas)]
        for fault in incomplete:
            self.stdout.write(str(fault))
        if incomplete:
            raise CommandError(f"{len(incomplete)} message(s) not complete in Chinese.")
        self.stdout.write("Every message has its Chinese.")

    def compile(self, areas: list[str]) -> None:
        written = [area for area in areas if files.compile_(self.root, area)]
        self.stdout.write(f"Compiled: {', '.join(written) or 'nothing to do'}.")

    def update(self, areas: list[str]) -> None:
        for area in areas:
            catalogue = files.update(self.root, area, self.areas)
            missing = [entry for entry in catalogue if not entry.translated()]
            self.stdout.write(f"{area}: {len(catalogue)} messages, {len(missing)} without Chinese.")
