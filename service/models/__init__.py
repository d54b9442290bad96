"""The repair order with its reception, work, findings, extra work and inspection."""

from service.models import checklists, marks, orders, work

__all__ = ["checklists", "marks", "orders", "work"]
