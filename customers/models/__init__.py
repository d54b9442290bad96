"""Customers, their cars, consents, links and messages."""

from customers.models import links, messages, ownership, people, proofs

__all__ = ["links", "messages", "ownership", "people", "proofs"]
