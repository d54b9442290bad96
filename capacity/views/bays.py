"""The day of the workshop by bay or by technician."""

from datetime import date, timedelta

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from capacity.models.resources import Resource
from capacity.perms import CapacityPerm
from capacity.presenters.bays import board
from core.clock import day_or_none
from core.views import Page

KINDS = [(Resource.Kind.BAY, _("Bays")), (Resource.Kind.TECHNICIAN, _("Technicians"))]


class BayBoard(Page):
    needs = CapacityPerm.CAPACITY_VIEW
    title = _("Bays and technicians")
    template_name = "capacity/bay_board.html"

    def get_context_data(self, **kwargs):
        store, at = self.request.access.store, now()
        on, kind = self.day(store.today(at)), self.kind()
        chips = [{"label": label, "url": f"?on={on}&by={code}", "active": code == kind} for code, label in KINDS]
        days = {"on": on, "before": on - timedelta(days=1), "after": on + timedelta(days=1), "today": store.today(at)}
        return super().get_context_data(board=board(store, on, kind, at), chips=chips, by=kind, **days, **kwargs)

    def day(self, today: date) -> date:
        return day_or_none(self.request.GET.get("on", "")) or today

    def kind(self) -> str:
        code = self.request.GET.get("by")
        return code if code in dict(KINDS) else Resource.Kind.BAY
