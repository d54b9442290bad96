"""The page of a store's settings."""

from dataclasses import replace

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from accounts import actions, rules
from accounts.forms import SettingsForm
from accounts.models.settings import StoreSetting
from accounts.presenters import lines_of_settings
from accounts.settings import settings_of
from accounts.views.administration import OfStore
from core.parameters import search_text


class StoreSettings(OfStore):
    title = _("Settings")
    template_name = "accounts/store_settings.html"
    form_class = SettingsForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.settings = settings_of(search_text(request.GET.get("q")))

    @property
    def by(self):
        return replace(self.request.access, store=self.get_store())

    def get_initial(self):
        store = self.get_store()
        return {"version": store.settings_version} | {each.key: each.of(store) for each in self.settings}

    def get_form_kwargs(self):
        decided = StoreSetting.objects.filter(store=self.get_store()).select_related("changed_by")
        with scope(store=self.get_store()):
            by_key = {row.key: row for row in decided}
        return super().get_form_kwargs() | {"settings": self.settings, "decided": by_key}

    def preview(self, form):
        """The rows that change with these values, unless the person has accepted this preview."""
        if form.data.get("moves_of") == form.mark:
            return None
        with scope(store=self.get_store()):
            moves = rules.what_moves(form.facts["values"], by=self.by, at=now())
        return {"moves": moves} if any(count for _follower, count in moves) else None

    def act(self, form):
        with scope(store=self.get_store()):
            return actions.change_settings(by=self.by, at=now(), **form.facts)

    def get_context_data(self, **kwargs):
        store = self.get_store()
        with scope(store=store):
            return super().get_context_data(history=lines_of_settings(store), **kwargs)
