"""Forms about one appointment; each carries the time that was shown."""

from django import forms
from django.utils.translation import gettext_lazy as _

from capacity import rules
from capacity.models.resources import Resource
from core.forms import IdempotentForm
from core.parameters import key, moment


class VisitForm(IdempotentForm):
    """A form about one appointment; it carries which time of it was shown when it was opened."""

    time_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def show_present(self, time_version: int) -> None:
        """Carry the present time from now on: the person is told of it, and what he typed stays."""
        self.data = self.data.copy()
        self.data[self.add_prefix("time_version")] = str(time_version)


class VisitReasonForm(VisitForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))


class MoveForm(VisitForm):
    """Another time, chosen from those that are free (`start~advisor`), with the reason."""

    slot = forms.CharField(
        label=_("New time"), max_length=60, error_messages={"required": _("Please choose one of the offered times.")}
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args, store, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.store, self.at = store, at

    def clean_slot(self):
        text, _tilde, advisor = self.cleaned_data["slot"].partition("~")
        start = moment(text)
        if start is None or (advisor and key(advisor) is None):
            raise forms.ValidationError(_("Please choose one of the offered times."))
        if reason := rules.why_not_start(start, self.store, self.at):
            raise forms.ValidationError(reason)
        return start, Resource.objects.advisors().filter(pk=advisor).first() if advisor else None


class PrepareForm(VisitForm):
    evidence = forms.CharField(max_length=200, required=False)
    not_needed = forms.BooleanField(required=False)
    undo = forms.BooleanField(required=False)


class SetOutForm(IdempotentForm):
    """When a late customer will be here: “stay” keeps his time, else one of the times that are free."""

    STAY = "stay"

    start = forms.CharField(max_length=40, error_messages={"required": _("Please choose when he will be here.")})

    def __init__(self, *args, store, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.store, self.at = store, at

    def clean_start(self):
        text = self.cleaned_data["start"]
        if text == self.STAY:
            return None
        start = moment(text)
        if start is None:
            raise forms.ValidationError(_("Please choose one of the offered times."))
        if reason := rules.why_not_start(start, self.store, self.at):
            raise forms.ValidationError(reason)
        return start
