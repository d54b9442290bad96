"""What a store has decided otherwise than the default, by whom and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.people import User


@audited()
class StoreSetting(StoreOwned):
    """One changed setting of a store (`accounts.settings`); no row where the default holds.

    Rules read the copy on the store's own row, so that no request asks for it (docs/decisions/0017).
    """

    key = models.CharField(_("setting"), max_length=60)
    value = models.JSONField(_("value"))
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "key"], name="one_row_a_setting")]

    def __str__(self):
        return self.key
