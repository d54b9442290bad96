"""Signing in and out, the roles of the demo, the store to work in."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import guesses
from accounts.demo import demo_accounts
from accounts.models.people import User
from accounts.needs import needs, public
from accounts.perms import StaffPerm
from core import form_drafts
from core.parameters import words


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
    """Sign in by a role card or the role switcher; in demo mode only."""
    if not settings.DEMO or request.POST.get("username") not in {card["username"] for card in demo_accounts()}:
        raise Http404
    user = get_object_or_404(User, username=request.POST["username"], is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.pop("store", None)
    return redirect(form_drafts.waiting_page(request) or "home")


@needs(StaffPerm.NOTICE_VIEW)
@require_POST
def switch_store(request):
    """Change to another store of the person; an empty code is all stores, for a role of the group."""
    code = words(request.POST.get("store"), 20)
    if code not in {store.code if store else "" for store in request.access.choice}:
        raise Http404
    request.session["store"] = code
    return redirect("home")


@public
def no_role(request):
    return render(request, "accounts/no_role.html", {"title": _("No role at the moment")})
