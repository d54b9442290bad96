"""Notices to staff."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.filters import NoticeFilter
from accounts.models.records import Notice
from accounts.needs import needs
from accounts.perms import StaffPerm
from accounts.settings import NOTICE_LATE
from core.views import ListPage


class NoticeList(ListPage):
    needs = StaffPerm.NOTICE_VIEW
    title = _("Notices")
    template_name = "accounts/notice_list.html"
    filter_class = NoticeFilter
    empty = {"text": _("Nothing to acknowledge. Well done.")}

    def get_queryset(self):
        notices = Notice.objects.to(self.request.user, self.request.access.roles)
        return notices.select_related("acknowledged_by", "store").order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(at=now(), chips=self.chips(), **kwargs)

    def paged(self, rows):
        context, at = super().paged(rows), now()
        for notice in context["page_obj"]:
            notice.late = notice.is_late(at, NOTICE_LATE.span(notice.store))
        return context

    def chips(self):
        chosen = self.request.GET.get("state", "")
        states = [("", _("All")), ("waiting", _("to acknowledge")), ("done", _("acknowledged"))]
        return [{"label": label, "url": f"?state={state}", "active": chosen == state} for state, label in states]


@needs(StaffPerm.NOTICE_VIEW)
@require_POST
def acknowledge(request, pk):
    notices = Notice.objects.to(request.user, request.access.roles)
    notice = actions.acknowledge(get_object_or_404(notices, pk=pk), by=request.access, at=now())
    return redirect(notice.url or "notice_list")
