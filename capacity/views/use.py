"""The page of how the technicians' hours of a day or a week are used."""

from datetime import timedelta

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from capacity.holders import holders_of
from capacity.models.overrides import ShareOverride
from capacity.perms import CapacityPerm
from capacity.presenters.use import use, whole_week
from capacity.slots.share import kept_share
from core.clock import day_or_none
from core.views import Page

SPANS = [("day", _("Day")), ("week", _("Week"))]


class CapacityUse(Page):
    needs = CapacityPerm.CAPACITY_VIEW
    title = _("Capacity")
    template_name = "capacity/use.html"

    def get_context_data(self, **kwargs):
        store = self.request.access.store
        today = store.today(now())
        on = day_or_none(self.request.GET.get("on", "")) or today
        span = "week" if self.request.GET.get("period") == "week" else "day"
        first, last = whole_week(on) if span == "week" else (on, on)
        step = timedelta(days=7 if span == "week" else 1)
        rows = use(store, first, last)
        chips = [{"label": label, "url": f"?on={on}&period={code}", "active": code == span} for code, label in SPANS]
        days = {"first": first, "last": last, "before": on - step, "after": on + step, "today": today}
        given = list(ShareOverride.objects.on_days(first, last))
        holders = holders_of([one.claim_set_id for one in given])
        days |= {"given": [(one, holders.get(one.claim_set_id)) for one in given]}
        days["given_hours"] = sum(one.hours for one in given)
        share = kept_share(store, on)
        return super().get_context_data(
            all=rows[0], rows=rows[1:], share=share, chips=chips, span=span, on=on, **days, **kwargs
        )
