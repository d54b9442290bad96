"""Template filters of appointments: the tones of their states, and what an annotated row says."""

from django import template

from appointments.audit.verdicts import State
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from core.templatetags.ui import TONE_ICONS

register = template.Library()
S, C, A = Appointment.Status, Confirmation.Status, State
STATUS_TONES = {S.CONFIRMED: "info", S.PREPARED: "good", S.ARRIVED: "good", S.NO_SHOW: "bad", S.CANCELLED: "off"}
STATE_TONES = {
    C.PLANNED: "calm",
    C.ASKED: "info",
    C.KEPT: "good",
    C.READY: "good",
    C.NOT_READY: "bad",
    C.FAILED: "bad",
    C.UNKNOWN: "bad",
    C.SKIPPED: "off",
    C.MOVED: "off",
    C.CANCELLED: "off",
}
AUDIT_TONES = {A.PASS: "good", A.FAIL: "bad", A.PENDING: "wait", A.NOT_APPLICABLE: "off", A.NOT_MEASURED: "calm"}


@register.filter
def tone(status):
    """The colour and shape of an appointment's status."""
    return STATUS_TONES.get(status, "calm")


@register.filter
def state_tone(state):
    """The colour and shape of a confirmation."""
    return STATE_TONES.get(state, "calm")


@register.filter
def audit_tone(state):
    """The colour and shape of a judgement of the live audit."""
    return AUDIT_TONES.get(state, "calm")


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
            return {
                "kind": kind,
                "state": states[kind],
                "label": C(states[kind]).label,
                "tone": state_tone(states[kind]),
            }
    return None
