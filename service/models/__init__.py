"""The repair order with its reception, work, findings, extra work and inspection."""

from service.models import checklists, orders, work

__all__ = ["checklists", "orders", "work"]
