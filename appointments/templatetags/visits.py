"""Template filters of appointments: the tones of the audit, and what an annotated row says."""

from django import template

from appointments.audit.verdicts import State
from appointments.models.promises import Confirmation
from core.templatetags.formats import duration
from core.templatetags.ui import TONE_ICONS

register = template.Library()
C, A = Confirmation.Status, State
TONES = Confirmation.STATES.tones
AUDIT_TONES = {A.PASS: "good", A.FAIL: "bad", A.PENDING: "wait", A.NOT_APPLICABLE: "off", A.NOT_MEASURED: "calm"}


@register.filter
def audit_tone(state):
    """The colour and shape of a judgement of the live audit."""
    return AUDIT_TONES.get(state, "calm")


@register.filter
def audit_label(state):
    """The words of a judgement."""
    return State(state).label


@register.filter
def audit_icon(state):
    """The shape of a judgement alone, beside a count."""
    return TONE_ICONS[audit_tone(state)]


@register.filter
def said(appointment, side):
    """The latest confirmation of one side of this time, from an annotated row: {kind, state, label, tone}."""
    states = {}
    for text in appointment.promised or []:
        kind, whose, state = text.split(":")
        if whose == side and state not in {C.PLANNED, C.SKIPPED}:
            states[kind] = state
    for kind in ("hour", "day"):
        if kind in states:
            state = states[kind]
            return {"kind": kind, "state": state, "label": C(state).label, "tone": TONES[state]}
    return None


@register.filter
def minutes_between(moment, at):
    """The time between two moments as people say it: 35 min, 2 h 5 min."""
    return duration(int(abs(at - moment).total_seconds() // 60))
