"""What sales does: visits, contacts, grades, reviews, ownership, organisations."""

from sales.actions.closing import lose, win
from sales.actions.contacts import contact, postpone
from sales.actions.grades import correct_lead, extend, regrade, undo_grade
from sales.actions.nightly import lapse_reviews, review_expired, tighten
from sales.actions.organisations import add_organisation, contact_organisation, correct_organisation
from sales.actions.ownership import (
    ask_join,
    ask_transfer,
    decide,
    not_same,
    reassign,
    reassign_many,
    yield_lead,
)
from sales.actions.reviews import answer_review
from sales.actions.visits import log_visit

__all__ = [
    "add_organisation",
    "answer_review",
    "ask_join",
    "ask_transfer",
    "contact",
    "contact_organisation",
    "correct_lead",
    "correct_organisation",
    "decide",
    "extend",
    "lapse_reviews",
    "log_visit",
    "lose",
    "not_same",
    "postpone",
    "reassign",
    "reassign_many",
    "regrade",
    "review_expired",
    "tighten",
    "undo_grade",
    "win",
    "yield_lead",
]
