"""Prices, estimates, bills and payments."""

from billing.models import bills, estimates, payments, prices

__all__ = ["bills", "estimates", "payments", "prices"]
