"""Bills, and the money that pays them."""

from billing.models import bills, receipts

__all__ = ["bills", "receipts"]
