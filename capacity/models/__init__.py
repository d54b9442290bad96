"""Bays, people, tools and cars, each as a resource with claims on its time; the shifts and duty of people."""

from capacity.models import claims, overrides, resources, roster

__all__ = ["claims", "overrides", "resources", "roster"]
