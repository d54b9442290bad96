"""Sales: visits of today, leads due and overdue, a conflict, a yield, a review, organisations."""

import uuid

from accounts.access import Access
from accounts.roles import Role
from dealership.demo import names
from dealership.demo.stage import Stage
from sales.actions import automation, ownership, visits
from sales.actions.organisations import add_organisation, contact_organisation
from sales.models.visits import CanvassVisit

SELLER = Role.SALES_CONSULTANT


def play(stage: Stage) -> None:
    overdue_and_due(stage)
    visits_of_today(stage)
    conflicts(stage)
    organisations(stage)
    automation.review_expired(by=Access.system(stage.store), at=stage.moment)


def visit(stage: Stage, seller: int, outcome: str, at, **facts) -> CanvassVisit:
    """Log a visit of a seller."""
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{stage.store.code} {seller} {outcome} {at:%j%H%M%S%f} {facts.get('phone')}")
    return visits.log_visit(by=stage.by(SELLER, seller), at=at, client_id=key, outcome=outcome, visited_at=at, **facts)


def overdue_and_due(stage: Stage) -> None:
    """Make an O lead overdue since yesterday, leads due today, and one whose week has passed."""
    visit(
        stage,
        0,
        "met",
        stage.ago(days=4),
        grade="O",
        phone=stage.phone(),
        name="张示例",
        note="比较两款车",
    )
    visit(stage, 0, "met", stage.ago(days=3), grade="O", phone=stage.phone(), name="刘演示", note="等置换报价")
    visit(stage, 0, "left_details", stage.ago(days=7), grade="A", phone=stage.phone(), name="陈样车", note="关心油耗")
    visit(stage, 1, "revisit_agreed", stage.ago(days=15), grade="B", phone=stage.phone(), name="杨甲乙")
    visit(stage, 0, "met", stage.ago(days=9), grade="O", phone=stage.phone(), name="黄丙丁", note="说好这周定车")


def visits_of_today(stage: Stage) -> None:
    for minutes, outcome, facts in [
        (95, "absent", {"place": names.PLACES[0]}),
        (80, "met", {"grade": "A", "phone": stage.phone(), "name": "赵一二", "place": names.PLACES[0]}),
        (50, "refused", {"place": names.PLACES[1]}),
        (20, "left_details", {"grade": "C", "phone": stage.phone(), "name": "周三四", "place": names.PLACES[2]}),
    ]:
        visit(stage, 0, outcome, stage.ago(minutes=minutes), **facts)


def conflicts(stage: Stage) -> None:
    """Make two conflicts of sellers: one yields at once, one asks for the lead and waits for the manager."""
    first, second = stage.phone(), stage.phone()
    visit(stage, 1, "met", stage.ago(days=2), grade="A", phone=first, name="吴五六")
    visit(stage, 1, "met", stage.ago(days=2), grade="B", phone=second, name="徐七八")
    by = stage.by(SELLER, 0)
    met = visit(stage, 0, "met", stage.ago(hours=1), grade="A", phone=first, name="吴先生")
    ownership.yield_lead(met.conflict, by=by, at=stage.ago(minutes=58), visit=met)
    met = visit(stage, 0, "met", stage.ago(minutes=40), grade="A", phone=second, name="徐女士")
    ownership.ask_transfer(met.conflict, by=by, at=stage.ago(minutes=38), visit=met, reason="客户主动找到我")


def organisations(stage: Stage) -> None:
    for n, (months, batch) in enumerate([(6, 12), (12, 2), (36, 20), (None, None)]):
        made = add_organisation(
            by=stage.by(SELLER, n % 2),
            at=stage.ago(days=40 + n),
            name=names.ORGANISATIONS[n],
            phone=stage.phone(),
            cycle_months=months,
            average_batch=batch,
        )
        if n < 2:
            contact = {"channel": "visit", "with_whom": "车队负责人", "note": "送样车资料"}
            contact_organisation(made, by=stage.by(SELLER, n % 2), at=stage.ago(days=16 - 9 * n), **contact)
