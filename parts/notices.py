"""Kinds of notice about parts."""

from django.utils.translation import gettext_lazy as _

from accounts.register import NoticeKind
from accounts.roles import Role


class PartNotice(NoticeKind):
    """Notices to advisors and the parts store."""

    ARRIVED = "part_arrived", {Role.SERVICE_ADVISOR}, _("%(number)s for %(label)s has arrived.")
    TO_PUT_BACK = (
        "part_to_put_back",
        {Role.PARTS_CLERK},
        _("%(number)s for %(label)s is not needed: take it from the shelf back to its bin."),
    )
