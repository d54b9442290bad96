"""How the day board reads in the API, and what moves a block of it."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from capacity.models.resources import Resource
from core.api import Scoped, Strict
from core.fields import Day, Moment
from service.presenters.blocks import WORDS


class BoardInput(Strict):
    """The day and the rows; without a day it is the working day of now."""

    on = Day(required=False)
    by = serializers.ChoiceField(choices=[Resource.Kind.BAY, Resource.Kind.TECHNICIAN], default=Resource.Kind.BAY)


class BlockOutput(serializers.Serializer):
    """A stretch of a row. `mark` goes along with an act; `locked` says why it cannot be moved."""

    key = serializers.CharField()
    state = serializers.ChoiceField(choices=list(WORDS))
    words = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    late = serializers.BooleanField()
    plate = serializers.CharField()
    customer = serializers.CharField()
    title = serializers.CharField()
    place = serializers.CharField()
    visit = serializers.IntegerField(allow_null=True)
    mark = serializers.CharField()
    shifts = serializers.BooleanField()
    replaces = serializers.BooleanField()
    resizes = serializers.BooleanField()
    locked = serializers.CharField()


class StretchOutput(serializers.Serializer):
    """Time in which somebody does not work."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    is_break = serializers.BooleanField()


class QueuedOutput(serializers.Serializer):
    """Work that was given to a row and has no time of this day."""

    plate = serializers.CharField()
    title = serializers.CharField()


class LaneOutput(serializers.Serializer):
    """A bay or a technician."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    bay_type = serializers.CharField(allow_null=True)
    blocks = BlockOutput(many=True)
    off = StretchOutput(many=True)
    queue = QueuedOutput(many=True)


class UndispatchedOutput(serializers.Serializer):
    """An order whose work waits to be given out."""

    order = serializers.IntegerField()
    number = serializers.CharField()
    plate = serializers.CharField()
    promised_at = serializers.DateTimeField(allow_null=True)
    late = serializers.BooleanField()


@extend_schema_serializer(many=False)
class BoardOutput(serializers.Serializer):
    """A day between opening and closing; a closed day has no rows. `version` is the ETag of the answer, too."""

    version = serializers.CharField()
    on = serializers.DateField()
    by = serializers.CharField()
    opens = serializers.DateTimeField(allow_null=True)
    closes = serializers.DateTimeField(allow_null=True)
    at = serializers.DateTimeField()
    lanes = LaneOutput(many=True)
    tray = UndispatchedOutput(many=True)


class BoardPlaceInput(Strict):
    """`seen` is the mark of the block, `lane` its row. What is not named stays."""

    seen = serializers.CharField(max_length=40)
    lane = Scoped(Resource, within=lambda rows: rows.filter(kind__in=["bay", "technician"]).select_related("bay_type"))
    start = Moment(required=False)
    until = Moment(required=False)
    bay = Scoped(Resource, within=lambda rows: rows.filter(kind="bay").select_related("bay_type"), required=False)
    technician = Scoped(
        Resource, within=lambda rows: rows.filter(kind="technician").select_related("bay_type"), required=False
    )


class BoardPlacedOutput(serializers.Serializer):
    """Where the block is now, and its new mark."""

    visit = serializers.IntegerField(source="visit.pk")
    seen = serializers.CharField(source="mark")
    lane = serializers.IntegerField(source="lane.pk")
    start = serializers.DateTimeField(source="now.start")
    until = serializers.DateTimeField(source="now.end")
    bay = serializers.IntegerField(source="now.bay.pk")
    technician = serializers.IntegerField(source="now.technician.pk")
