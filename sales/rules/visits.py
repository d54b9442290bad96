"""Whether a canvassing visit makes a lead, and whether two reports are the same visit (SALES-18 to 25, promise P12)."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from sales.models.visits import CanvassVisit

O = CanvassVisit.Outcome  # noqa: E741
INTERESTED = {O.MET, O.LEFT_DETAILS, O.REVISIT_AGREED}
TWO_WAY = INTERESTED | {O.REFUSED}


def makes_lead(outcome: str, *, grade: str = "", phone: str = "", name: str = "") -> bool:
    """A lead needs a phone or a name to follow, and interest: by the outcome, or by the grade given (SALES-22)."""
    interested = outcome in INTERESTED or (outcome == O.OTHER and bool(grade))
    return interested and bool(phone or name)


def fingerprint(user_id: int, content: dict[str, Any]) -> str:
    """A hash of what the phone reported: another hash under the same id is another visit, which is refused."""
    text = json.dumps([user_id, content], cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
