"""Demo mode (DEMO=1): the accounts shown on the login page and in the role switcher."""

from accounts.models.people import Membership
from accounts.roles import Role

PLACES = ("SH01", "SH02", "group")  # the store with the demo's cases of today

DEVICES = {
    Role.SALES_CONSULTANT: "phone",
    Role.SERVICE_ADVISOR: "tablet",
    Role.TECHNICIAN: "tablet",
    Role.QUALITY_INSPECTOR: "tablet",
}
ICONS = {
    Role.SALES_CONSULTANT: "map",
    Role.SALES_MANAGER: "gauge",
    Role.HOTLINE_CLERK: "phone",
    Role.SERVICE_ADVISOR: "clipboard",
    Role.SERVICE_MANAGER: "wrench",
    Role.TECHNICIAN: "wrench",
    Role.QUALITY_INSPECTOR: "check-circle",
    Role.PARTS_CLERK: "box",
    Role.CASHIER: "cash",
    Role.CRM_AGENT: "headset",
    Role.GENERAL_MANAGER: "gauge",
    Role.GROUP_MANAGER: "building",
    Role.SYSTEM_ADMIN: "people",
}


def demo_accounts() -> list[dict]:
    """One card for each role: the users named `<role>@<store>`. Their number does not grow with the stores."""
    order = list(Role)
    names = [f"{role}@{place}" for role in Role for place in PLACES]
    rows = Membership.objects.filter(user__is_active=True, user__username__in=names).select_related("user", "store")
    named = [row for row in rows if row.user.username == f"{row.role}@{row.store.code if row.store else 'group'}"]
    named.sort(key=lambda row: (order.index(Role(row.role)), row.store.code if row.store else ""))
    return [
        {
            "username": row.user.username,
            "name": row.user.name,
            "role": row.role,
            "role_label": row.get_role_display(),
            "store": row.store.code if row.store else "",
            "icon": ICONS[Role(row.role)],
            "device": DEVICES.get(Role(row.role), "desktop"),
        }
        for row in named
    ]
