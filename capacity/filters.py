"""What the list of resources can be filtered by."""

import django_filters as filters

from capacity.models import Resource
from core.filters import Filters, YesNoFilter


class ResourceFilter(Filters):
    kind = filters.ChoiceFilter(choices=Resource.Kind)
    active = YesNoFilter()

    class Meta:
        model = Resource
        fields: list[str] = []
