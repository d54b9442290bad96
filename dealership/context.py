"""The frame of every staff page: navigation of the role, store, notices."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.demo import demo_accounts
from accounts.models.records import Notice
from dealership.navigation import menu


def shell(request) -> dict:
    """The context of the frame, lazy, so that fragments and customer pages need no query."""
    return {"shell": Shell(request)}


class Shell:
    """The frame of a staff page."""

    def __init__(self, request):
        self.request = request
        self.access = getattr(request, "access", None)
        self.demo = settings.DEMO

    @cached_property
    def nav(self) -> list[dict]:
        if self.access is None:
            return []
        here = self.request.path
        entries = [
            {"label": e.label, "url": reverse(e.url_name), "icon": e.icon, "primary": e.primary}
            for e in menu(self.access)
        ]
        best = max((e["url"] for e in entries if here.startswith(e["url"])), key=len, default=None)
        return [{**entry, "active": entry["url"] == best} for entry in entries]

    @cached_property
    def store(self):
        return self.access.store if self.access else None

    @cached_property
    def stores(self):
        """The stores between which the person may switch; None stands for the whole group."""
        return self.access.choice if self.access else ()

    @cached_property
    def role_names(self) -> str:
        return " · ".join(sorted(str(role.label) for role in self.access.roles)) if self.access else ""

    @cached_property
    def notices(self) -> int:
        if self.access is None or self.access.store is None or self.access.user is None:
            return 0
        return Notice.objects.waiting().to(self.access.user, self.access.roles).count()

    @cached_property
    def demo_accounts(self) -> list[dict]:
        return demo_accounts() if self.demo else []
