"""Notices to colleagues about appointments and missed calls."""

from django.utils.translation import gettext_lazy as _

from accounts.register import PERSON, NoticeKind
from accounts.roles import Role


class AppointmentNotice(NoticeKind):
    """Kinds of notices to the advisor, the parts store, the expert and the hotline."""

    BOOKED = (
        "appointment_booked",
        {PERSON, Role.PARTS_CLERK},
        _("New appointment: %(plate)s on %(when)s. Please prepare."),
    )
    MOVED = (
        "appointment_moved",
        {PERSON, Role.PARTS_CLERK},
        _("Appointment moved: %(plate)s now comes on %(when)s instead of %(before)s."),
    )
    CHANGED = (
        "appointment_changed",
        {PERSON, Role.PARTS_CLERK},
        _("Appointment changed: %(plate)s on %(when)s. Please look at it."),
    )
    CANCELLED = (
        "appointment_cancelled",
        {PERSON, Role.PARTS_CLERK},
        _("Appointment cancelled: %(plate)s on %(when)s (%(reason)s)."),
    )
    NOT_READY = (
        "appointment_not_ready",
        {PERSON},
        _("Not ready: %(plate)s comes on %(when)s and something is still open."),
    )
    PART_LOST = (
        "appointment_part_lost",
        {PERSON},
        _("Part lost: %(number)s for %(plate)s on %(when)s was given up (%(reason)s)."),
    )
    UNPREPARED = (
        "appointment_unprepared",
        {PERSON},
        _("Not prepared any more: %(plate)s comes on %(when)s and a group is open again."),
    )
    LATE = (
        "appointment_late",
        {PERSON},
        "appointments.actions.late.note_answer",
        _("%(plate)s was expected on %(when)s and is not here: please call."),
    )
    OFFERED = (
        "waiting_offered",
        {PERSON},
        "appointments.actions.waiting._end_telling",
        _("A time came free: %(when)s is held for %(plate)s until %(until)s. Call if no message reaches him."),
    )
    DISTURBED = (
        "appointment_disturbed",
        {PERSON},
        _("At risk: the time of %(plate)s on %(when)s is taken (%(why)s). Find another time, bay or person."),
    )
    SETTLED = (
        "appointment_settled",
        {PERSON},
        _("Not at risk any more: the time of %(plate)s on %(when)s is free again."),
    )
    RISK_UNTOLD = (
        "appointment_risk_untold",
        {Role.SERVICE_MANAGER},
        _("%(plate)s comes on %(when)s, we may not keep it (%(why)s), and the customer does not know."),
    )
    STILL_NOT_READY = (
        "appointment_still_not_ready",
        {Role.SERVICE_MANAGER},
        _("%(plate)s comes on %(when)s and is still not prepared."),
    )
    NO_SHOW = (
        "appointment_no_show",
        {Role.PARTS_CLERK},
        _("%(plate)s did not come on %(when)s. Its parts are kept for %(days)s more days."),
    )
    EXPERT_WANTED = (
        "appointment_expert_wanted",
        {Role.SERVICE_MANAGER},
        _("Expert wanted for %(plate)s on %(when)s: %(why)s"),
    )
    MISSED_CALL = (
        "call_missed",
        {Role.HOTLINE_CLERK},
        "appointments.actions.calls.settle",
        _("Missed call from %(caller)s at %(time)s: please call back within %(minutes)s minutes."),
    )
    RESCUE_ASKED = (
        "rescue_asked",
        {Role.SERVICE_MANAGER},
        "appointments.actions.rescues.dispatch_rescue",
        _("Rescue %(number)s: %(car)s stands at %(place)s. Somebody must go within %(minutes)s minutes."),
    )
