"""Taken time is made shorter: what is given back is free for others at once."""

from datetime import datetime

from django.db import transaction

from capacity.models.claims import Claim
from capacity.models.resources import Resource


@transaction.atomic
def shorten(claim_set: int, *, end: datetime, until: datetime) -> None:
    """End at `until` the claims of a set that end at `end`, the advisor's apart; locks the resources in id order."""
    rows = Claim.objects.filter(claim_set=claim_set, status=Claim.Status.TAKEN, during__endswith=end)
    rows = rows.exclude(resource__kind=Resource.Kind.ADVISOR).order_by("resource_id")
    shorter = list(rows.filter(during__startswith__lt=until))
    if shorter:
        list(Resource.objects.locked({claim.resource_id for claim in shorter}, shorter[0].store_id))
    for claim in shorter:
        claim.during = (claim.during.lower, until)
        claim.save(update_fields=["during"])
