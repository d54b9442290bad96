"""The register of what apps declare about the log: kinds of notice and verbs, with their words."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

PERSON = "person"  # the act names the colleague who gets the notice
MOVE = "move"
EVERY_APP = {MOVE: _("Status changed")}


class NoticeKind(models.TextChoices):
    """A kind of notice to colleagues; an app declares one subclass in `notices.py`.

    A member has a code, its addressees (roles, PERSON), the act that answers it ("": reading it does), and its text
    with `%(name)s` placeholders.
    """

    to: frozenset[str]
    answered_by: str

    def __new__(cls, code: str, to: Iterable[str], answered_by: str = ""):
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.to = frozenset(map(str, to))
        kind.answered_by = answered_by
        return kind

    @property
    def role(self) -> str:
        """The addressed role, where there is only one; "" where the act must say which."""
        roles = self.to - {PERSON}
        return next(iter(roles)) if len(roles) == 1 else ""


def modules(name: str) -> list[ModuleType]:
    """The modules of that name of all apps but `core`, in the order of the apps."""
    having = [app for app in settings.OWN_APPS[1:] if module_has_submodule(apps.get_app_config(app).module, name)]
    return [import_module(f"{app}.{name}") for app in having]


@cache
def notice_kinds() -> dict[str, NoticeKind]:
    """Every kind of notice by its code; raises for a code that two apps declare."""
    modules("notices")
    declared = [kind for app in NoticeKind.__subclasses__() for kind in app]
    register = {str(kind): kind for kind in declared}
    if len(register) < len(declared):
        raise ImproperlyConfigured("A kind of notice is declared twice.")
    return register


@cache
def verbs() -> dict[tuple[str, str], Any]:
    """The words of each verb by the app of its subject: those of `verbs.py`, and those common to all apps."""
    own = {module.__package__: module.VERBS for module in modules("verbs")}
    return {(app, verb): words for app in settings.OWN_APPS for verb, words in (EVERY_APP | own.get(app, {})).items()}
