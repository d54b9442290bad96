"""Customers, consent, links and messages."""

from customers.models import links, messages, people

__all__ = ["links", "messages", "people"]
