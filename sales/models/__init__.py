"""Visits, leads with their revisits and owners, organisations."""

from sales.models import contacts, leads, organisations, ownership, visits

__all__ = ["contacts", "leads", "organisations", "ownership", "visits"]
