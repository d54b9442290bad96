"""A job as its technician sees it."""

from dataclasses import replace
from datetime import datetime

from accounts.access import Access
from accounts.transitions import Offer, acts_of
from service.models.work import Job
from service.rules.work import why_not_start


def bench_acts(job: Job, by: Access, at: datetime, running: Job | None) -> list[Offer]:
    """What he can do with it now; `running` is the job on whose clock he is."""
    offers = acts_of(job, by, at)
    if job.is_running:
        return offers
    reason = why_not_start(job, by, running)
    return [replace(offer, why_not=reason) for offer in offers]
