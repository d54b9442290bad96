"""Pages of the administrator: people and their roles, stores and their hours. They show no data of customers."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import actions, rules
from accounts.filters import UserFilter
from accounts.forms import DayForm, HoursForm, PasswordFields, RoleFields, StoreForm, UserForm
from accounts.models.people import Membership, User
from accounts.models.stores import Store, StoreDay
from accounts.needs import needs
from accounts.perms import StaffPerm
from core.views import DetailPage, FormPage, ListPage

HOURS = ("open", "opens", "closes")
ROLES = Prefetch("memberships", Membership.objects.select_related("store").order_by("store__code", "role"))


class UserList(ListPage):
    needs = StaffPerm.USER_MANAGE
    title = _("Users and roles")
    template_name = "accounts/user_list.html"
    filter_class = UserFilter
    export_needs = StaffPerm.USER_MANAGE
    empty = {"text": _("Nobody yet."), "icon": "people"}
    columns = [
        (_("user name"), lambda user, access: user.username),
        (_("name"), lambda user, access: user.name),
        (_("roles"), lambda user, access: " · ".join(map(str, user.valid_memberships(now())))),
        (_("active"), lambda user, access: user.is_active),
    ]

    def get_queryset(self):
        return User.objects.prefetch_related(ROLES).order_by("username")

    def get_context_data(self, **kwargs):
        return super().get_context_data(at=now(), **kwargs)


class UserDetail(DetailPage):
    needs = StaffPerm.USER_MANAGE
    template_name = "accounts/user_detail.html"
    queryset = User.objects.prefetch_related(ROLES)

    def get_context_data(self, **kwargs):
        at = now()
        why_not = rules.why_not_disable(self.object, self.request.access, at)
        back_url = reverse("user_list")
        return super().get_context_data(
            person=self.object, at=at, why_not=why_not, back_url=back_url, back_label=UserList.title, **kwargs
        )


class UserNew(FormPage):
    needs = StaffPerm.USER_MANAGE
    title = _("New user")
    form_class = UserForm
    extra_context = {"back_url": reverse_lazy("user_list")}

    def act(self, form):
        return actions.add_user(by=self.request.access, at=now(), **form.facts)


class OfUser(FormPage):
    """An act on one person."""

    needs = StaffPerm.USER_MANAGE

    def get_user(self):
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        user = self.get_user()
        return super().get_context_data(subtitle=user, back_url=user.get_absolute_url(), **kwargs)


class MembershipNew(OfUser):
    title = _("Give a role")
    form_class = RoleFields

    def act(self, form):
        return actions.add_membership(self.get_user(), by=self.request.access, at=now(), **form.facts).user


class PasswordReset(OfUser):
    title = _("New password")
    form_class = PasswordFields

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.get_user()}

    def act(self, form):
        user = actions.reset_password(self.get_user(), by=self.request.access, at=now(), **form.facts)
        messages.success(self.request, _("The new password counts from now on."))
        return user


@needs(StaffPerm.USER_MANAGE)
@require_POST
def membership_end(request, pk):
    membership = get_object_or_404(Membership, pk=pk)
    return redirect(actions.end_membership(membership, by=request.access, at=now()).user)


@needs(StaffPerm.USER_MANAGE)
@require_POST
def user_disable(request, pk):
    return redirect(actions.disable_user(get_object_or_404(User, pk=pk), by=request.access, at=now()))


@needs(StaffPerm.USER_MANAGE)
@require_POST
def user_enable(request, pk):
    return redirect(actions.enable_user(get_object_or_404(User, pk=pk), by=request.access, at=now()))


class StoreList(ListPage):
    needs = StaffPerm.SETTINGS_MANAGE
    title = _("Stores and hours")
    template_name = "accounts/store_list.html"

    def get_queryset(self):
        return Store.objects.prefetch_related("opening_hours", "days").order_by("code")

    def get_context_data(self, **kwargs):
        return super().get_context_data(at=now(), **kwargs)


class StoreDetail(DetailPage):
    needs = StaffPerm.SETTINGS_MANAGE
    template_name = "accounts/store_detail.html"
    queryset = Store.objects.prefetch_related("opening_hours")

    def get_context_data(self, **kwargs):
        days = self.object.days.filter(on__gte=self.object.today(now())).order_by("on")
        week = [(day, self.object.week.get(day)) for day in range(7)]
        back_url = reverse("store_list")
        return super().get_context_data(
            place=self.object, days=days, week=week, back_url=back_url, back_label=StoreList.title, **kwargs
        )


class OfStore(FormPage):
    """An act on one store."""

    needs = StaffPerm.SETTINGS_MANAGE

    def get_store(self):
        return get_object_or_404(Store.objects.prefetch_related("opening_hours"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        store = self.get_store()
        return super().get_context_data(subtitle=store, back_url=store.get_absolute_url(), **kwargs)


class StoreEdit(OfStore):
    title = _("Store")
    form_class = StoreForm

    def get_initial(self):
        return {name: getattr(self.get_store(), name) for name in StoreForm.base_fields if name != "idempotency_key"}

    def act(self, form):
        return actions.correct_store(self.get_store(), by=self.request.access, at=now(), **form.facts)


class StoreHours(OfStore):
    title = _("Opening hours")
    template_name = "accounts/store_hours.html"
    form_class = HoursForm

    def get_initial(self):
        week = self.get_store().week
        return {f"{name}_{day}": value for day, hours in week.items() for name, value in zip(HOURS, (True, *hours))}

    def act(self, form):
        return actions.set_hours(self.get_store(), by=self.request.access, at=now(), **form.facts)


class StoreDayNew(OfStore):
    title = _("A day that differs")
    form_class = DayForm

    def act(self, form):
        return actions.set_day(self.get_store(), by=self.request.access, at=now(), **form.facts).store


@needs(StaffPerm.SETTINGS_MANAGE)
@require_POST
def store_day_clear(request, pk):
    day = get_object_or_404(StoreDay, pk=pk)
    actions.clear_day(day, by=request.access, at=now())
    return redirect(day.store)
