"""Customers, the cars they own, consent, links and messages."""

from customers.models import links, messages, ownership, people

__all__ = ["links", "messages", "ownership", "people"]
