"""Entering and leaving, demo roles, notices."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import actions, guesses
from accounts.demo import demo_accounts
from accounts.filters import NoticeFilter
from accounts.models.people import User
from accounts.models.records import Notice
from accounts.needs import needs, public
from accounts.perms import StaffPerm
from accounts.settings import NOTICE_LATE
from core import form_drafts
from core.parameters import words
from core.views import ListPage


class Login(LoginView):
    public = True
    redirect_authenticated_user = True
    template_name = "registration/login.html"

    def post(self, request, *args, **kwargs):
        if seconds := guesses.wait(request, request.POST.get("username", "")):
            return guesses.turned_away(request, seconds)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        guesses.entered(self.request, form.cleaned_data["username"])
        return super().form_valid(form)

    def form_invalid(self, form):
        if {"username", "password"} <= form.cleaned_data.keys():
            guesses.missed(self.request, form.cleaned_data["username"])
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        cards = demo_accounts() if settings.DEMO else []
        return super().get_context_data(title=_("Sign in"), demo_accounts=cards, **kwargs)


class Logout(LogoutView):
    public = True


def locked_out(request, credentials):
    return guesses.turned_away(request, int(settings.AXES_COOLOFF_TIME.total_seconds()))


@public
@require_POST
def demo_login(request):
    """One tap on a role card or in the role switcher; exists only in demo mode."""
    if not settings.DEMO or request.POST.get("username") not in {card["username"] for card in demo_accounts()}:
        raise Http404
    user = get_object_or_404(User, username=request.POST["username"], is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.pop("store", None)
    return redirect(form_drafts.waiting_page(request) or "home")


@needs(StaffPerm.NOTICE_VIEW)
@require_POST
def switch_store(request):
    """To another of my stores; whoever has a role of the group goes back to all of them with an empty code."""
    code = words(request.POST.get("store"), 20)
    if code not in {store.code if store else "" for store in request.access.choice}:
        raise Http404
    request.session["store"] = code
    return redirect("home")


@public
def no_role(request):
    return render(request, "accounts/no_role.html", {"title": _("No role at the moment")})


class NoticeList(ListPage):
    needs = StaffPerm.NOTICE_VIEW
    title = _("Notices")
    template_name = "accounts/notice_list.html"
    filter_class = NoticeFilter
    empty = {"text": _("Nothing to acknowledge. Well done.")}

    def get_queryset(self):
        mine = Notice.objects.to(self.request.user, self.request.access.roles)
        return mine.select_related("acknowledged_by", "store").order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(at=now(), chips=self.chips(), **kwargs)

    def paged(self, rows):
        context, at = super().paged(rows), now()
        for notice in context["page_obj"]:
            notice.late = notice.is_late(at, NOTICE_LATE.span(notice.store))
        return context

    def chips(self):
        chosen = self.request.GET.get("state", "")
        shown = [("", _("All")), ("waiting", _("to acknowledge")), ("done", _("acknowledged"))]
        return [{"label": label, "url": f"?state={state}", "active": chosen == state} for state, label in shown]


@needs(StaffPerm.NOTICE_VIEW)
@require_POST
def acknowledge(request, pk):
    mine = Notice.objects.to(request.user, request.access.roles)
    notice = actions.acknowledge(get_object_or_404(mine, pk=pk), by=request.access, at=now())
    return redirect(notice.url or "notice_list")
