"""Claims on the time of resources, and the sets in which they are taken together."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.machines import Act, Machine
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from capacity.models.resources import Resource
from capacity.perms import CapacityPerm


class ClaimSet(StoreOwned):
    """What one holder has taken together: an appointment, a clerk's hold, an absence. The holder keeps the key."""

    created_at = models.DateTimeField()

    def __str__(self):
        return str(self.pk)


class ClaimQuerySet(StoreQuerySet):
    def live(self):
        return self.filter(status__in=Claim.LIVE)

    def held(self):
        return self.filter(status=Claim.Status.HELD)

    def within(self, start, end):
        return self.filter(during__overlap=(start, end))

    def standing(self, at):
        """Live claims that keep others out: all but expired holds."""
        return self.live().exclude(status=Claim.Status.HELD, expires_at__lte=at)

    def displaced(self):
        """Wanted by a holder whose time the floor has taken (SERVICE-R6)."""
        return self.filter(status=Claim.Status.DISPLACED)


class Claim(StoreOwned):
    """A stretch of a resource's time that is taken: [start, end). No two live ones of a resource overlap (promise P1).

    `kind` says what the time is taken for, `label` is what a board shows (a plate, a reason). The holder of a taken
    claim keeps the key of its set; a `held` one expires at `expires_at` and may be for a clerk (`held_by`) or a guest
    (`held_for`); a `blocked` one is an absence or a broken bay. A `displaced` one is still wanted by its holder, but
    somebody else has the time; it keeps nobody out. `on_floor` marks a claim that follows a car in the workshop: it is
    there, and plans give way to it.
    """

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", _("appointment")
        WALK_IN = "walk_in", _("walk-in")
        DELIVERY_PREP = "delivery_prep", _("delivery preparation")
        HOLD = "hold", _("hold")
        ABSENCE = "absence", _("absence")
        OUT_OF_USE = "out_of_use", _("out of use")

    class Status(models.TextChoices):
        HELD = "held", _("held")
        TAKEN = "taken", _("taken")
        BLOCKED = "blocked", _("blocked")
        DISPLACED = "displaced", pgettext_lazy("claim", "displaced")
        RELEASED = "released", _("released")

    LIVE = (Status.HELD, Status.TAKEN, Status.BLOCKED)
    WANTED = (*LIVE, Status.DISPLACED)
    AWAY = (Kind.ABSENCE, Kind.OUT_OF_USE)

    resource = StoreKey(Resource, models.PROTECT, related_name="claims")
    during = DateTimeRangeField()
    status = models.CharField(_("status"), max_length=10, choices=Status)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    label = models.CharField(_("label"), max_length=100, blank=True)
    claim_set = StoreKey(ClaimSet, models.PROTECT, null=True, blank=True, related_name="claims")
    expires_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    on_floor = models.BooleanField(default=False, db_default=False)
    held_for = models.CharField(max_length=40, blank=True, default="", db_default="")

    objects = scoped(ClaimQuerySet)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_two_claims_at_once",
                expressions=[
                    ("store", RangeOperators.EQUAL),
                    ("resource", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["held", "taken", "blocked"]),
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="claim_of_some_time"),
            models.CheckConstraint(
                condition=Q(status="held", expires_at__isnull=False) | (~Q(status="held") & Q(expires_at__isnull=True)),
                name="held_claim_expires",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["taken", "displaced"]) | Q(claim_set__isnull=False),
                name="taken_claim_belongs_to_a_set",
            ),
        ]
        indexes = [
            models.Index(
                F("store"),
                Func(F("during"), function="upper"),
                name="claim_horizon",
                condition=Q(status__in=["held", "taken", "blocked"]),
            ),
            models.Index(
                fields=["store", "during", "id"], name="claim_away", condition=Q(kind__in=["absence", "out_of_use"])
            ),
            models.Index(fields=["store", "expires_at"], name="claim_expiry", condition=Q(status="held")),
            models.Index(
                fields=["store", "resource", "during"], name="claim_displaced", condition=Q(status="displaced")
            ),
        ]

    def __str__(self):
        return f"{self.resource_id} {self.during}"


S = Claim.Status
STATES = Machine(
    Act("release", S.HELD, S.RELEASED, CapacityPerm.CAPACITY_HOLD),
    Act("release", S.TAKEN, S.RELEASED, CapacityPerm.CAPACITY_HOLD),
    Act("release", S.BLOCKED, S.RELEASED, CapacityPerm.CAPACITY_HOLD),
    Act("displace", S.TAKEN, S.DISPLACED, CapacityPerm.CAPACITY_HOLD),
    Act("restore", S.DISPLACED, S.TAKEN, CapacityPerm.CAPACITY_HOLD),
    Act("release", S.DISPLACED, S.RELEASED, CapacityPerm.CAPACITY_HOLD),
).guard(Claim)
