"""The managers' boards: the store, sales, the workshop, the group; each number opens its rows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.roles import Perm
from core.views import Page
from dealership.boards import days, group, registry

NOW = _("Right now")
OVER = _("In these days")


class Board(Page):
    """Tiles in sections; `sections` names the codes, those whose rows a person may not open are left out."""

    template_name = "dealership/board.html"
    sections: list[tuple] = []

    def get_context_data(self, **kwargs):
        at, store = now(), self.request.access.store
        period, first, last = days.of(self.request.GET, store.today(at))
        chips = days.chips(period)
        sections = [(title, self.figures(codes, first, last, at)) for title, codes in self.sections]
        return super().get_context_data(sections=sections, chips=chips, first=first, last=last, at=at, **kwargs)

    def figures(self, codes, first, last, at) -> list[registry.Figure]:
        known = registry.codes()
        seen = [code for code in codes if code in known and registry.may_see(self.request.access, code)]
        return [registry.figure(code, first, last, at) for code in seen]


class StoreBoard(Board):
    needs = Perm.BOARD_STORE
    title = _("The store")
    sections = [
        (NOW, ["SVC_LATE_NOW", "SVC_WAIT_PARTS", "SVC_WAIT_CUSTOMER", "SALES_OVERDUE", "CRM_COMPLAINT", "BILL_OPEN"]),
        (
            OVER,
            ["SVC_CARS", "SVC_ONTIME_DELIVERY", "SVC_REV", "TAKINGS", "SALES_NEW", "SALES_FOLLOW_ONTIME", "CRM_CSI"],
        ),
    ]


class SalesBoard(Board):
    needs = Perm.BOARD_SALES
    title = _("Sales board")
    sections = [
        (NOW, ["SALES_OVERDUE", "SALES_NO_STEP", "SALES_REVIEW", "SALES_CASES"]),
        (OVER, ["SALES_FOLLOW_ONTIME", "SALES_NEW", "SALES_LEAD_CONV", "SALES_LOST", "SALES_DEFEAT", "SALES_YIELDS"]),
    ]


class ServiceBoard(Board):
    needs = Perm.BOARD_SERVICE
    title = _("Workshop board")
    sections = [
        (NOW, ["SVC_LATE_NOW", "SVC_WAIT_PARTS", "SVC_WAIT_CUSTOMER", "PART_SHORT"]),
        (OVER, ["SVC_CARS", "SVC_ONTIME_DELIVERY", "SVC_SAMEDAY", "QC_PASS", "SVC_REWORK_INT", "SVC_FFV", "TECH_EFF"]),
    ]


class MetricPage(Page):
    needs = (Perm.BOARD_STORE, Perm.BOARD_SALES, Perm.BOARD_SERVICE, Perm.QUEUE_VIEW, Perm.BILL_VIEW)
    template_name = "dealership/metric.html"

    def get_context_data(self, code, **kwargs):
        if code not in registry.codes():
            raise Http404
        if not registry.may_see(self.request.access, code):
            raise PermissionDenied
        at = now()
        period, first, last = days.of(self.request.GET, self.request.access.store.today(at))
        found = registry.figure(code, first, last, at)
        measured = code in registry.metrics()
        facts = {"figure": found, "asked": registry.asked().get(code), "first": first, "last": last}
        facts["weeks"] = registry.weeks(code, last, at) if measured else []
        return super().get_context_data(**facts, **kwargs) | {"title": found.name}


class GroupBoard(Page):
    needs = Perm.BOARD_GROUP
    title = _("Stores side by side")
    template_name = "dealership/group_board.html"

    def get_context_data(self, **kwargs):
        at, stores = now(), list(self.request.access.stores)
        period, first, last = days.of(self.request.GET, stores[0].today(at))
        chips = days.chips(period)
        rows = group.table(stores, first, last, at)
        return super().get_context_data(rows=rows, columns=group.COLUMNS, chips=chips, first=first, last=last, **kwargs)
