"""Forms of calls, of their questions and of the lines they come on."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appointments.models.calls import PhoneCall
from core.forms import IdempotentForm, PhoneField


class AboutForm(IdempotentForm):
    """What a call was about."""

    reason = forms.ChoiceField(label=_("Reason"), choices=PhoneCall.Reason, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
    stays_open = forms.BooleanField(label=_("The caller waits for an answer: keep the question open"), required=False)


class WrittenCallForm(AboutForm):
    """A call that no telephone system has told us of."""

    field_order = ["number", "event", "at", "reason", "note", "stays_open"]

    number = forms.CharField(
        label=_("Caller's number"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
        help_text=_("Empty when it was not shown."),
    )
    event = forms.ChoiceField(
        label=pgettext_lazy("call", "Answered?"),
        choices=[("answer", _("I spoke to the caller")), ("hang_up", _("Missed: to be called back"))],
        initial="answer",
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: just now."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False

    def clean(self):
        given = super().clean()
        if given.get("event") == "answer" and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Please say what the call was about."))
        if given.get("event") == "hang_up" and not given.get("number") and "number" not in self.errors:
            self.add_error("number", _("Nobody can be called back without a number."))
        return given

    @property
    def facts(self) -> dict:
        facts = super().facts
        return facts | {"happened_at": facts.pop("at")}


class CallBackForm(AboutForm):
    """How a try to call somebody back ended."""

    field_order = ["reached", "reason", "note"]

    reached = forms.TypedChoiceField(
        label=_("Did you reach the caller?"),
        choices=[("yes", _("Yes, spoken to")), ("no", _("No, try again later"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        del self.fields["stays_open"]


class ReplyForm(IdempotentForm):
    """The answer that a caller got to his open question."""

    reply = forms.CharField(
        label=_("What the caller was answered"), max_length=2000, widget=forms.Textarea({"rows": 3, "autofocus": True})
    )


class LineForm(IdempotentForm):
    """A line that customers dial."""

    number = PhoneField(label=pgettext_lazy("telephone", "Number"))
    label = forms.CharField(
        label=_("Label"), max_length=40, help_text=_("What customers call it for: booking, rescue.")
    )
