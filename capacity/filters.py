"""What the lists of resources, absences and duties can be filtered by."""

import django_filters as filters

from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.models.roster import Duty
from core.filters import Filters, YesNoFilter


class ResourceFilter(Filters):
    kind = filters.ChoiceFilter(choices=Resource.Kind)
    active = YesNoFilter()

    class Meta:
        model = Resource
        fields: list[str] = []


class AbsenceFilter(Filters):
    kind = filters.ChoiceFilter(choices=[(kind, kind.label) for kind in Claim.AWAY])
    status = filters.ChoiceFilter(choices=Claim.Status)

    class Meta:
        model = Claim
        fields: list[str] = []


class DutyFilter(Filters):
    kind = filters.ChoiceFilter(choices=Duty.Kind)
    since = filters.DateFilter(field_name="on", lookup_expr="gte")
    until = filters.DateFilter(field_name="on", lookup_expr="lte")

    class Meta:
        model = Duty
        fields: list[str] = []
