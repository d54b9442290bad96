"""The table of a status: its acts, their start and end, their permissions and the rules that may forbid them.

A model with a status has one table beside it. `accounts.transitions.move`, the guard of the database, the diagrams of
`manage.py statechart` and invariant I10 are made from it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.apps import apps
from django.urls import reverse

from accounts.permissions import Permission

if TYPE_CHECKING:  # models import this module
    from accounts.access import Access


@dataclass(frozen=True)
class Button:
    """The button of an act on pages: its words, the URL name (with the key of the thing), its icon.

    With `asks` it leads to a form; else a click does the act, after the `question` if there is one, and `sends` a name
    and a value, or what the thing has in the field `carries`: the version that the person sees. A URL of many things
    takes the key as the parameter `key`.
    """

    label: Any
    address: str
    icon: str = ""
    asks: bool = False
    question: Any = ""
    sends: tuple[str, str] = ("", "")
    carries: str = ""
    key: str = ""

    def sent_with(self, thing) -> tuple[str, str]:
        """The name and the value that a click sends."""
        return (self.carries, str(getattr(thing, self.carries))) if self.carries else self.sends

    def url_of(self, thing) -> str:
        """Where the act is done with that thing."""
        return f"{reverse(self.address)}?{self.key}={thing.pk}" if self.key else reverse(self.address, args=[thing.pk])


@dataclass(frozen=True)
class Act:
    """A row of the table: an act, its start and end status, its permissions, and the rule that may forbid it.

    One of several permissions is enough. `why_not` names a rule of the app, called with (thing, by, at). `buttons` are
    for pages; a mere consequence of other acts has none. An act whose end is its start is no move and stands here for
    its button.
    """

    name: str
    start: str
    end: str
    perm: Permission | tuple[Permission, ...]
    why_not: str = ""
    buttons: tuple[Button, ...] = ()

    @property
    def stays(self) -> bool:
        """Whether the act keeps the status."""
        return self.start == self.end

    @property
    def perms(self) -> tuple[Permission, ...]:
        """Its permissions; one is enough."""
        return self.perm if isinstance(self.perm, tuple) else (self.perm,)

    def is_open_to(self, by: "Access") -> bool:
        """Whether this person has a permission for it."""
        return any(by.can(perm) for perm in self.perms)

    def require(self, by: "Access") -> None:
        """Raise PermissionDenied without a permission for it."""
        if not self.is_open_to(by):
            by.require(self.perms[0])


class Machine:
    """The acts of a model's status. Of several acts between two statuses the first is the usual one.

    `tones` gives each status the tone of its chip (`core.templatetags.ui.status_chip`), the same on every page.
    """

    def __init__(self, *acts: Act, tones: Mapping[str, str] | None = None):
        self.acts = acts
        self.tones = dict(tones or {})
        self.moves: dict[tuple[str, str], Act] = {}
        moving = [act for act in acts if not act.stays]
        for act in moving:
            self.moves.setdefault((act.start, act.end), act)
        self.ends = {act.name: act.end for act in moving}
        self._refuse_ambiguous()

    def _refuse_ambiguous(self) -> None:
        if wrong := [act.name for act in self.acts if not act.stays and self.ends[act.name] != act.end]:
            raise ValueError(f"An act ends in one status: {', '.join(wrong)}.")
        statuses = {status for move in self.moves for status in move}
        if both := statuses & self.ends.keys():
            raise ValueError(f"The name of an act is no status: {', '.join(sorted(both))}.")

    def end_of(self, name: str) -> str:
        """The end status of an act, by the act's name or by the status itself."""
        return self.ends.get(name, name)

    def act(self, name: str, start: str) -> Act | None:
        """The act of that name, or the usual act to that status, from `start`; None without one."""
        if name not in self.ends:
            return self.moves.get((start, name))
        return next((act for act in self.acts if (act.name, act.start) == (name, start) and not act.stays), None)

    def starts_of(self, name: str) -> set[str]:
        """The start statuses of an act, or of all acts to a status."""
        return {act.start for act in self.acts if name in (act.name, act.end) and not act.stays}

    def guard(self, model) -> "Machine":
        """Attach the table to a model, as its attribute `STATES` and as the guard of its rows in the database."""
        model.STATES = self
        pgtrigger.register(LegalMoves(self))(model)
        return self


class LegalMoves(pgtrigger.Trigger):
    """Lets the database refuse a change of status that is not in the table; a new row may have any status."""

    when = pgtrigger.Before
    operation = pgtrigger.Update
    condition = pgtrigger.Q(old__status__df=pgtrigger.F("new__status"))

    def __init__(self, machine: Machine):
        legal = ", ".join(f"('{start}', '{end}')" for start, end in sorted(machine.moves))
        super().__init__(
            name="legal_moves",
            func=f"IF (OLD.status, NEW.status) NOT IN ({legal}) THEN RAISE EXCEPTION"
            " 'from % to % there is no legal move of %', OLD.status, NEW.status, TG_TABLE_NAME; END IF; RETURN NEW;",
        )


def machines() -> dict[Any, Machine]:
    """The tables by model, in the order of the apps."""
    return {model: model.STATES for model in apps.get_models() if hasattr(model, "STATES")}


@cache
def rule_of(app: str, name: str) -> Callable[..., str | None]:
    """The rule of that name in an app. Raises LookupError when there is none, or more than one."""
    rules = [vars(module)[name] for module in _rules_of(app) if _is_its_own(module, name)]
    if len(rules) != 1:
        raise LookupError(f"{app}.rules has {len(rules)} rules named {name}")
    return rules[0]


def _is_its_own(module, name: str) -> bool:
    return getattr(vars(module).get(name), "__module__", "") == module.__name__


def _rules_of(app: str) -> Iterable:
    """The modules with an app's rules: one, or a package of several."""
    if find_spec(f"{app}.rules") is None:
        return []
    rules = import_module(f"{app}.rules")
    names = sorted(module.name for module in iter_modules(getattr(rules, "__path__", [])))
    return [rules, *(import_module(f"{app}.rules.{name}") for name in names)]
