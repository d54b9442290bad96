"""Changed settings of a store."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.people import User


@audited()
class StoreSetting(StoreOwned):
    """A setting of a store that differs from the default (`accounts.settings`), with who changed it and when.

    Rules read the copy on the store's row, which needs no further statement (docs/decisions/0017).
    """

    key = models.CharField(_("setting"), max_length=60)
    value = models.JSONField(_("value"))
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "key"], name="one_row_a_setting")]

    def __str__(self):
        return self.key
