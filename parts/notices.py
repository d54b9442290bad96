"""Kinds of notice about parts."""

from django.utils.translation import gettext_lazy as _

from accounts.register import NoticeKind
from accounts.roles import Role


class PartNotice(NoticeKind):
    """Notices to advisors and the parts store."""

    ARRIVED = "part_arrived", {Role.SERVICE_ADVISOR}, _("%(number)s for %(label)s has arrived.")
    TO_SHELVE = (
        "part_to_shelve",
        {Role.PARTS_CLERK},
        _("%(number)s for %(label)s has arrived: put it on the appointment shelf."),
    )
    TO_TAKE_BACK = (
        "part_to_take_back",
        {Role.PARTS_CLERK},
        _("%(number)s was issued for %(label)s, which does not come: take it back from the workshop."),
    )
    TO_PUT_BACK = (
        "part_to_put_back",
        {Role.PARTS_CLERK},
        _("%(number)s for %(label)s is not needed: take it from the shelf back to its bin."),
    )
