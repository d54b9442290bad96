"""Visits, leads with their revisits and owners, organisations."""

from sales.models.leads import Contact, GradeChange, Lead, Revisit
from sales.models.organisations import Organisation, OrganisationContact
from sales.models.ownership import LeadMember, OwnershipCase
from sales.models.visits import CanvassVisit, Place

__all__ = [
    "CanvassVisit",
    "Contact",
    "GradeChange",
    "Lead",
    "LeadMember",
    "Organisation",
    "OrganisationContact",
    "OwnershipCase",
    "Place",
    "Revisit",
]
