"""Published prices and estimates."""

from pricing.models import estimates, prices

__all__ = ["estimates", "prices"]
