"""Acts on the house's own records: acknowledging a notice, switching on and off who may enter."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models import Notice
from accounts.transitions import lock
from core.errors import Refused


@transaction.atomic
def acknowledge(notice: Notice, *, by: Access, at: datetime) -> Notice:
    """Take note of a word from a colleague; the first reader's time counts (SERVICE-D7)."""
    notice = lock(notice)
    if notice.acknowledged_at:
        return notice
    if notice.to_user_id not in (None, by.user.pk) or (notice.to_user_id is None and notice.to_role not in by.roles):
        raise Refused(_("This notice is addressed to somebody else."))
    notice.acknowledged_at, notice.acknowledged_by = at, by.user
    notice.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return notice
