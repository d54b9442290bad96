"""Bays, people, tools and cars, each as a resource with claims on its time; the shifts and duty of people."""

from capacity.models import claims, resources, roster

__all__ = ["claims", "resources", "roster"]
