"""The workshop: dispatch, pauses, findings, photos, extra work and its answers, inspection."""

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from core import phones
from core.forms import IdempotentForm
from pricing.models.estimates import Estimate, EstimateLine
from service.forms.fields import (
    OperationsField,
    PackagesField,
    PartsField,
    PictureField,
    chosen_of,
    refuse_nothing_chosen,
)
from service.models.orders import Photo
from service.models.work import Finding, Inspection, WorkLog
from service.rules import work

ANGLES = [
    ("front", _("front")),
    ("rear", _("rear")),
    ("left", _("left")),
    ("right", _("right")),
    ("dashboard", _("dashboard")),
    ("vin", _("VIN")),
]


class DispatchForm(IdempotentForm):
    """A technician and a bay for each line of labour that may be given out."""

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            line = row["line"]
            self.fields[f"technician_{line.pk}"] = choice(_("Technician"), row["technicians"], row["technician"])
            self.fields[f"bay_{line.pk}"] = choice(_("Bay"), row["bays"], row["bay"])
            row["fields"] = [self[f"technician_{line.pk}"], self[f"bay_{line.pk}"]]

    def assignments(self) -> list[dict]:
        """What was chosen, as `dispatch` takes it."""
        named = []
        for row in self.rows:
            key = row["line"].pk
            chosen = self.cleaned_data[f"technician_{key}"], self.cleaned_data[f"bay_{key}"]
            if all(chosen):
                people = {str(one.pk): one for one in [*row["technicians"], *row["bays"]]}
                named.append({"line": row["line"], "technician": people[chosen[0]], "bay": people[chosen[1]]})
        return named


def choice(label, resources, initial=None) -> forms.ChoiceField:
    """A select of people or bays; the booked one is the first."""
    choices = [("", _("as booked"))] if initial is None else []
    choices += [(str(resource.pk), str(resource)) for resource in resources]
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=str(initial.pk) if initial else "")


class PauseForm(IdempotentForm):
    reason = forms.ChoiceField(label=_("Why"), choices=WorkLog.Pause, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class FindingForm(IdempotentForm):
    """What the technician saw, how urgent it is, and a photo of it."""

    text = forms.CharField(label=_("What was found"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    severity = forms.ChoiceField(label=_("How urgent"), choices=Finding.Severity, widget=forms.RadioSelect)
    photo = PictureField(required=False)


class PhotoForm(IdempotentForm):
    photo = PictureField()
    angle = forms.ChoiceField(label=_("What it shows"), choices=[("", "—"), *ANGLES], required=False)
    occasion = forms.ChoiceField(choices=Photo.Occasion, widget=forms.HiddenInput, required=False)

    def clean_occasion(self):
        return self.cleaned_data["occasion"] or Photo.Occasion.RECEPTION


class ExtraForm(IdempotentForm):
    """New work to ask the customer about, and until when it would be ready."""

    packages = PackagesField()
    operations = OperationsField(required=False)
    parts = PartsField()
    promised_at = forms.DateTimeField(
        label=_("Promised for, if approved"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: the present promise and the time of the new work."),
    )

    def __init__(self, *args, operations, packages, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.data.getlist("operations") if self.is_bound else chosen
        self.categories = self.fields["operations"].offer(operations, chosen)
        self.package_rows = self.fields["packages"].offer(packages, chosen_of(self, "packages"))

    def clean(self):
        facts = super().clean()
        refuse_nothing_chosen(self)
        return facts


class AnswerForm(IdempotentForm):
    """The customer's answer to each line, recorded by the advisor.

    `lines` are those of the extra work. A page that was opened earlier may still answer one that is answered by now:
    the act refuses what differs, so such a line is read, but not drawn.
    """

    channel = forms.ChoiceField(
        label=_("How the customer answered"),
        choices=[(channel, channel.label) for channel in Estimate.SPOKEN],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.every_line = lines
        self.lines = [line for line in lines if line.approval == EstimateLine.Approval.WAITING]
        answers = [("approve", _("approve")), ("decline", _("decline"))]
        for line in lines:
            name = f"line_{line.pk}"
            self.fields[name] = forms.ChoiceField(
                label=str(line.operation or line.part), choices=answers, widget=forms.RadioSelect, required=False
            )
            line.field = self[name]
        self.fields["reason"] = forms.CharField(label=_("Why declined"), max_length=200, required=False)

    def clean(self):
        facts = super().clean()
        if reason := work.why_not_silent(self.chosen("approve"), self.chosen("decline")):
            raise forms.ValidationError(reason)
        return facts

    def chosen(self, answer: str) -> list[int]:
        return [line.pk for line in self.every_line if self.cleaned_data.get(f"line_{line.pk}") == answer]

    def answers(self) -> dict:
        """What `answer_extra_work` takes."""
        reason = self.cleaned_data.get("reason", "")
        return {"approved": self.chosen("approve"), "declined": dict.fromkeys(self.chosen("decline"), reason)}


class CustomerAnswerForm(AnswerForm):
    """The same by link: the last four digits of the phone stand for the signature."""

    channel = None
    digits = forms.CharField(
        label=_("Last four digits of your phone"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "8"}),
    )

    def __init__(self, *args, tails, **kwargs):
        self.tails = tails
        super().__init__(*args, **kwargs)

    def clean_digits(self):
        digits = phones.search_digits(self.cleaned_data["digits"])
        if digits not in self.tails:
            raise forms.ValidationError(now_("These are not the last four digits of the number we know."))
        return digits


class ScanForm(IdempotentForm):
    code = forms.CharField(
        label=_("Part number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "autocapitalize": "characters"}),
    )


class InspectForm(IdempotentForm):
    """The final check: points that are in order, road test, and the verdict with its cause."""

    passed = forms.TypedChoiceField(
        choices=[("yes", _("pass")), ("no", _("send back"))], coerce=lambda value: value == "yes"
    )
    cause = forms.ChoiceField(
        label=_("What was wrong"),
        choices=[("", "—"), *Inspection.Cause.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    road_test = forms.BooleanField(label=_("Road test done"), required=False)
    jobs = forms.TypedMultipleChoiceField(
        label=_("To be redone"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    items = forms.MultipleChoiceField(label=_("In order"), required=False, widget=forms.CheckboxSelectMultiple)
    not_applicable = forms.MultipleChoiceField(
        label=_("Not applicable"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, jobs, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jobs"].choices = [(job.pk, str(job.line.operation)) for job in jobs]
        self.points = [item.code for item in items]
        for name in ("items", "not_applicable"):
            self.fields[name].choices = [(item.code, str(item)) for item in items]

    def rows(self):
        """Each point of the checklist with its two boxes."""
        return zip(self["items"], self["not_applicable"])

    def clean(self):
        facts = super().clean()
        if facts.get("passed") is False and not facts.get("cause"):
            self.add_error("cause", now_("Say what was wrong."))
        if facts.get("passed"):
            seen = facts.get("items", ()), facts.get("not_applicable", ())
            if reason := work.why_not_release(self.points, *seen):
                self.add_error("items", reason)
        return facts
