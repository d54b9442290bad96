from django.contrib import admin

from accounts.models.people import Membership, User
from accounts.models.stores import OpeningHours, Store, StoreDay, WorkDay


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["username", "name", "is_active"]
    search_fields = ["username", "name"]
    fields = ["username", "name", "email", "language", "is_active", "is_staff"]
    inlines = [MembershipInline]


class HoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


class DayInline(admin.TabularInline):
    model = StoreDay
    extra = 0


@admin.register(Store)
class StoreAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "active"]
    inlines = [HoursInline, DayInline]


admin.site.register(WorkDay)
