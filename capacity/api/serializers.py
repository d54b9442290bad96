"""How a resource of the workshop reads in the API."""

from rest_framework import serializers

from capacity.models import Resource


class ResourceOutput(serializers.ModelSerializer):
    bay_type = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = Resource
        fields = ["id", "kind", "name", "bay_type", "user", "skills", "active"]
