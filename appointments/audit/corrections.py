"""A manager's correction of a judgement: it holds as long as the records say what they said when he made it."""

from dataclasses import replace
from hashlib import sha256

from django.utils.translation import override

from appointments.audit.verdicts import Judgement, State
from appointments.models.corrections import Correction

SIGNS = 16
CORRECTABLE = (State.PASS, State.FAIL, State.NOT_MEASURED)


def fingerprint(judgement: Judgement) -> str:
    """What the records say, in sixteen signs: the state, and of each proof its moment and its facts, not its words."""
    with override("en"):  # so that the reader's language makes no difference
        proofs = [
            (one.at and one.at.timestamp(), sorted((name, str(value)) for name, value in one.places.items()))
            for one in judgement.evidence
        ]
        text = repr((str(judgement.by_records), proofs))
    return sha256(text.encode()).hexdigest()[:SIGNS]


def corrected(judgement: Judgement, standing: Correction) -> Judgement:
    """The judgement with a correction that holds; one whose records have changed since falls and is only shown."""
    if standing.seen != fingerprint(judgement):
        return replace(judgement, fallen=standing)
    return replace(judgement, state=State(standing.after), correction=standing)
