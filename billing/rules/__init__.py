"""What the dealership charges, and what may happen to an estimate and a bill."""

from billing.rules.bills import TRANSITIONS as BILL_TRANSITIONS
from billing.rules.estimates import TRANSITIONS as ESTIMATE_TRANSITIONS

__all__ = ["BILL_TRANSITIONS", "ESTIMATE_TRANSITIONS"]
