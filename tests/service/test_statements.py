"""How many statements the acts on an order take: a bound that each second read of a row breaks.

Counted are the whole calls of the API, with sign-in and the memory of the answer; savepoints are not.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from tests.factories import service

CONDITION = {"mileage": 30_000, "energy_percent": 50}


@pytest.mark.parametrize(
    ("make", "role", "act", "body", "most"),
    [
        (service.make_draft, Role.SERVICE_ADVISOR, "condition", CONDITION, 13),
        (service.make_draft, Role.SERVICE_ADVISOR, "check-in", CONDITION, 19),
        (service.make_checked_in, Role.SERVICE_ADVISOR, "sign", {"name": "周全"}, 18),
        (service.make_signed, Role.SERVICE_MANAGER, "dispatch", {}, 21),
        (service.make_finished, Role.QUALITY_INSPECTOR, "inspect", {"passed": True}, 21),
        (service.make_ready, Role.CASHIER, "bill", {}, 23),
    ],
    ids=["condition", "check-in", "sign", "dispatch", "inspect", "bill"],
)
def test_an_act_on_an_order(workshop, at, frozen, api_of, make, role, act, body, most):
    order, api = make(workshop, at), api_of(role)
    with CaptureQueriesContext(connection) as queries:
        answer = api.post(f"/repair-orders/{order.pk}/{act}/", body, key="k")
    assert answer.status_code == 200, answer.content
    assert sum("SAVEPOINT" not in query["sql"] for query in queries) <= most
