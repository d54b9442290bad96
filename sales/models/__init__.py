"""Visits, leads with their revisits and owners, organisations."""

from sales.models.contacts import Contact, GradeChange, Revisit
from sales.models.leads import Grade, Lead, LeadMember
from sales.models.organisations import Organisation, OrganisationContact
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit, Place

__all__ = [
    "CanvassVisit",
    "Contact",
    "Grade",
    "GradeChange",
    "Lead",
    "LeadMember",
    "Organisation",
    "OrganisationContact",
    "OwnershipCase",
    "Place",
    "Revisit",
]
