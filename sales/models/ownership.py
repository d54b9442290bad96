"""One owner per lead: what happens when two people meet the same customer."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from sales.models.leads import Lead
from sales.models.visits import CanvassVisit
from sales.perms import LeadPerm


class CaseQuerySet(StoreQuerySet):
    def waiting_first(self):
        """Open requests first, the oldest of them first; then decided ones, the latest first."""
        waits = Case(When(status="asked", then=F("asked_at")))
        return self.order_by(waits.asc(nulls_last=True), "-decided_at", "-pk")


@audited()
class OwnershipCase(StoreOwned):
    """A choice after a conflict: yield (让单, a good act), ask to join, ask for transfer, or not the same person."""

    class Kind(models.TextChoices):
        YIELD = "yield", _("yielded")
        JOIN = "join", _("asks to join")
        TRANSFER = "transfer", _("asks for transfer")
        NOT_SAME = "not_same", _("not the same")

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    lead = StoreKey(Lead, models.CASCADE, related_name="cases")
    visit = StoreKey(CanvassVisit, models.PROTECT, null=True, blank=True, related_name="cases")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(CaseQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "lead", "asked_by", "kind"], condition=Q(status="asked"), name="one_open_case_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_at__isnull=True)
                | (~Q(status="asked") & Q(decided_at__isnull=False)),
                name="decided_case_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.lead_id} {self.kind}"

    def get_absolute_url(self):
        return f"{reverse('case_list')}#case-{self.pk}"


S = OwnershipCase.Status
GRANT = Button(_("Grant"), "case_decide", sends=("granted", "1"))
REFUSE = Button(_("Refuse"), "case_decide", sends=("granted", "0"))
STATES = Machine(
    Act("grant", S.ASKED, S.GRANTED, LeadPerm.LEAD_DECIDE, "why_not_decide", (GRANT,)),
    Act("refuse", S.ASKED, S.REFUSED, LeadPerm.LEAD_DECIDE, "why_not_decide", (REFUSE,)),
    Act("yield", S.ASKED, S.GRANTED, LeadPerm.LEAD_WORK),  # a yield asks nobody
    tones={
        S.ASKED: "wait",
        S.GRANTED: "good",
        S.REFUSED: "off",
    },
).guard(OwnershipCase)
