"""Bills and payments."""

from billing.models import bills, payments

__all__ = ["bills", "payments"]
