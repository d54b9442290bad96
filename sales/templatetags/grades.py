"""The badge of a grade, with the letter and the words of the store."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.access import Access
from accounts.models.stores import Store
from core.templatetags.ui import once
from sales.models.leads import Grade
from sales.rules import grades
from sales.settings import REVISIT

register = template.Library()

SHAPES = {"O": "●", "A": "◆", "B": "▲", "C": "○", "N": "–", "D": "–"}


@once
def _badge(code: str, letter: str, meaning: str, organisation: bool) -> SafeString:
    facts = {"code": code, "letter": letter, "meaning": meaning, "organisation": organisation}
    return render_to_string("components/grade.html", facts | {"shape": SHAPES.get(code, "")})


def _access(context: Any) -> Access | None:
    return getattr(context.get("request"), "access", None)


def _store(access: Access | None) -> Store:
    """The store of the page; where there is none, the usual letters are shown."""
    return (access and access.store) or Store()


@register.filter
def grade_for(code: str, access: Access | None) -> SafeString:
    """The badge of a person's grade in the letter and words of the reader's store; a page needs each once."""
    badges = access.cache.setdefault("grade badges", {}) if access else {}
    if code not in badges:
        store = _store(access)
        badges[code] = _badge(code, grades.letter_of(store, code), grades.words_of(store, code), False)
    return badges[code]


@register.simple_tag(takes_context=True)
def grade(context: Any, code: Any, organisation: Any = False) -> SafeString:
    """The grade of a lead: round with a shape for a person, square with 单位 for an organisation."""
    code = str(code or "").upper()
    if organisation or code not in Grade.values:
        return _badge(code, code, "", bool(organisation))
    return grade_for(code, _access(context))


@register.simple_tag(takes_context=True)
def grade_words(context: Any, option: Any) -> str:
    """The store's words for a grade among the choices of a form; the label of any other choice."""
    code = option.data["value"]
    return grades.words_of(_store(_access(context)), code) if code in Grade.values else option.choice_label


@register.simple_tag(takes_context=True)
def intervals(context: Any) -> str:
    """The days to the next contact of each grade with a cadence: O 3, A 7 …"""
    store = _store(_access(context))
    cadence = [code for code in REVISIT if code != Grade.N]
    return ", ".join(f"{grades.letter_of(store, code)} {REVISIT[code].of(store)}" for code in cadence)
