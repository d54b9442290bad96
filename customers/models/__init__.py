"""Customers and their cars, consent, links and messages."""

from customers.models import links, messages, people, vehicles

__all__ = ["links", "messages", "people", "vehicles"]
