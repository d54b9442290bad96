"""What may happen to an estimate and to its lines."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.access import Access
from pricing.models.estimates import Estimate, EstimateLine

S = Estimate.Status
Answer = Estimate.Answer
Approval = EstimateLine.Approval


def why_not_make(operations: list, parts: list) -> str | None:
    """An estimate needs work or parts."""
    if not operations and not parts:
        return _("Choose at least one operation or part.")
    if any(Decimal(quantity) <= 0 for _part, quantity in parts):
        return _("At least one piece of each part.")
    return None


def why_not_tell(estimate: Estimate, answer: str, today: date) -> str | None:
    """The price of an estimate binds until its day; an answer once given stays."""
    if estimate.is_over(today):
        return _("This estimate was valid until %(day)s. Make a new one.") % {"day": estimate.valid_until}
    if estimate.answer in {Answer.ACCEPTED, Answer.DECLINED} and answer != estimate.answer:
        return _("The customer has already answered this estimate.")
    return None


def why_not_tell_again(estimate: Estimate, channel: str) -> str | None:
    """How the customer was told, and what he answered, is recorded once and stays (SERVICE-D4)."""
    if estimate.answer == Answer.OPEN:
        first = {estimate.channel}
    else:
        first = set(estimate.lines.values_list("answered_through", flat=True))
    if channel in first:
        return None
    names = ", ".join(str(Estimate.Channel(name).label) for name in sorted(first - {""}))
    return _("This was written down already, with “%(channel)s”.") % {"channel": names}


def why_not_answer(estimate: Estimate, by: Access) -> str | None:
    """The customer answers, line by line, only an estimate that he was told (promise P10)."""
    if estimate.status != S.TOLD:
        return _("The customer has not been told this estimate yet.")
    return None


def why_not_by_link(channel: str, by: Access) -> str | None:
    """An answer by link is the customer's own act; staff record only what he told them (SERVICE-D4)."""
    if channel == Estimate.Channel.LINK and not by.is_customer:
        return _("By link only the customer himself answers.")
    return None


def why_not_answer_lines(lines: dict[int, EstimateLine], approved: set[int], declined: set[int]) -> str | None:
    """Each line is answered once, yes or no; the same answer again changes nothing."""
    if (approved | declined) - lines.keys():
        return _("This line is not part of the estimate.")
    if approved & declined:
        return _("A line is either approved or declined.")
    turned = [lines[key] for key in approved if lines[key].approval == Approval.DECLINED]
    turned += [lines[key] for key in declined if lines[key].approval == Approval.APPROVED]
    if turned:
        return _("“%(line)s” was already answered.") % {"line": turned[0]}
    return None


def answer_of(approvals: list[str]) -> str:
    """The answer to the whole estimate, from the answers to its lines."""
    if Approval.WAITING in approvals:
        return Answer.OPEN
    return Answer.ACCEPTED if Approval.APPROVED in approvals else Answer.DECLINED
