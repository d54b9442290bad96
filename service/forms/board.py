"""A block of the day board: its time, its end, its bay and its technician, with the state that was seen."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import IdempotentForm
from service.actions.board import Place

MOST_MINUTES = 366 * 24 * 60
MOMENT = "%Y-%m-%dT%H:%M"


def moment(label, initial: datetime) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "900"}, format=MOMENT)
    return forms.DateTimeField(label=label, required=False, widget=widget, initial=initial)


class PlaceForm(IdempotentForm):
    """What is not sent stays. A drag sends by how many minutes; the menu sends moments.

    `place` is where the block is, `offers` what may be changed, with the bays and people to choose from.
    """

    seen = forms.Field(widget=forms.HiddenInput)  # a mark, compared only
    shift = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=-MOST_MINUTES, max_value=MOST_MINUTES
    )
    longer = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=-MOST_MINUTES, max_value=MOST_MINUTES
    )

    def __init__(self, *args, place: Place, offers: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.place, self.offers = place, offers
        self.fields["start"] = moment(_("From"), place.start)
        self.fields["until"] = moment(_("Until"), place.end)
        for name, label in (("bay", _("Bay")), ("technician", _("Technician"))):
            choices = [(str(one.pk), str(one)) for one in offers[name]]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=str(getattr(place, name).pk)
            )
        for name in ("start", "until", "bay", "technician"):
            self.fields[name].disabled = bool(self.offers["why_not"].get(name))

    def show_present(self, mark: str) -> None:
        """Carry the present state of the visit from now on: the next press is on what is shown then."""
        self.data = self.data.copy()
        self.data["seen"] = mark

    def placement(self) -> dict:
        """What `place` takes: only what differs from the present place."""
        facts = self.cleaned_data
        wanted = {name: facts.get(name) for name in ("start", "until")}
        if facts.get("shift"):
            wanted["start"] = self.place.start + timedelta(minutes=facts["shift"])
        if facts.get("longer"):
            wanted["until"] = self.place.end + timedelta(minutes=facts["longer"])
        for name in ("bay", "technician"):
            people = {str(one.pk): one for one in self.offers[name]}
            wanted[name] = people.get(facts.get(name, ""))
        if facts.get("shift") is None and wanted["start"] and wanted["until"] == self.place.end:
            wanted["until"] = None  # the end follows the start, unless it was said, too
        present = {"start": self.place.start, "until": self.place.end}
        present |= {"bay": self.place.bay, "technician": self.place.technician}
        return {"seen": facts["seen"]} | {
            name: value for name, value in wanted.items() if value is not None and value != present[name]
        }
