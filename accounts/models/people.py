"""Staff: users, their roles at stores, and their API tokens."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.db.models import DateField, DateTimeField, Func, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import audited
from accounts.models.stores import Store
from accounts.roles import GROUP_ROLES, Role
from core import columns, logins


class StaffManager(UserManager):
    def get_by_natural_key(self, username):
        """The user of a name, also typed in capitals or full width."""
        return self.get(login=logins.fold(username or ""))


@audited(exclude=("password", "last_login"))
class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff, with the permissions of the memberships."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    login = columns.folded_login("username", unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_staff = models.BooleanField(_("may open the repair desk (admin)"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name or self.username

    def get_absolute_url(self):
        return reverse("user_detail", args=[self.pk])

    def valid_memberships(self, at: datetime) -> list["Membership"]:
        """The memberships that are valid at that moment, from the prefetched rows."""
        return [row for row in self.memberships.all() if row.is_valid(at)]


class MembershipQuerySet(models.QuerySet):
    def valid(self, at: datetime):
        """Memberships that have not ended: the last day ends at midnight at the store (see `Membership.today`)."""
        zone = Coalesce("store__time_zone", Value(settings.TIME_ZONE))
        local = Func(zone, Value(at, DateTimeField()), function="timezone", output_field=DateTimeField())
        return self.filter(Q(until__isnull=True) | Q(until__gte=Cast(local, DateField())))

    def of_role(self, *roles: Role):
        return self.filter(role__in=roles)

    def with_stores(self):
        return self.select_related("store")


@audited()
class Membership(models.Model):
    """A role of a person at one store, or at the group (no store), until a day or without end."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    store = models.ForeignKey(Store, models.CASCADE, related_name="memberships", null=True, blank=True)
    role = models.CharField(_("role"), max_length=30, choices=Role)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "store", "role"], nulls_distinct=False, name="one_membership_a_role_and_store"
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(GROUP_ROLES), store__isnull=True)
                | (~Q(role__in=sorted(GROUP_ROLES)) & Q(store__isnull=False)),
                name="group_roles_at_the_group",
            ),
        ]
        indexes = [models.Index(fields=["store", "role"], name="membership_store_role")]

    def __str__(self):
        return f"{self.store.code} {self.get_role_display()}" if self.store else self.get_role_display()

    def today(self, at: datetime) -> date:
        """The calendar day at that moment at the role's store, or of the group."""
        return self.store.today(at) if self.store else at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()

    def is_valid(self, at: datetime) -> bool:
        """Whether the role is valid at that moment."""
        return self.until is None or self.until >= self.today(at)


class ApiToken(models.Model):
    """A token for the API; only its hash is kept, and it can be revoked at once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    def __str__(self):
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
