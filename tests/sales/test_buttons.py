"""What the page of a lead offers in each status, to each who may see it, by a table written by hand; each is taken."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.access import Access
from accounts.roles import Role
from sales.actions import automation, closing
from sales.models.leads import Lead, LeadMember
from tests.buttons import check
from tests.factories.accounts import make_user
from tests.factories.sales import make_lead, seller_at
from tests.factories.statuses import put

R = Role
MANAGERS = {"sales manager", "general manager"}
SELLERS = {"owner", "helper"}
ALL = MANAGERS | SELLERS
# status → {name of the address: who is offered it}
OPEN = {
    "lead_contact": SELLERS,
    "lead_postpone": SELLERS,
    "lead_regrade": ALL,
    "lead_edit": ALL,
    "lead_reassign": MANAGERS,
    "lead_win": ALL,
    "lead_lose": ALL,
}
OFFERED = {"following": OPEN, "review": OPEN | {"lead_review": ALL}, "won": {}, "lost": {}, "yielded": {}}


def in_status(store, at, status: str, by: Access) -> Lead:
    if status == "review":
        lead = make_lead(store, by=by, at=at - timedelta(days=9), grade="O")
        automation.review_expired(by=Access.system(store), at=at)
        return Lead.objects.get(pk=lead.pk)
    lead = make_lead(store, by=by, at=at)
    if status == "won":
        return closing.win(lead, by=by, at=at)
    if status == "lost":
        return closing.lose(lead, by=by, at=at, reason="price")
    if status == "yielded":  # imports bring it, no act does
        put(Lead.objects.filter(pk=lead.pk), status=status, closed_at=at)
    return Lead.objects.get(pk=lead.pk)


def sent_with(lead: Lead) -> dict[str, dict]:
    """What the form of each act asks for."""
    colleague = make_user(R.SALES_CONSULTANT, store=lead.store, name="小赵", username=f"zhao@{lead.store.code}")
    facts = {"version": lead.version, "need": "yes", "means": "yes", "authority": "no", "source": "friend"}
    return {
        "lead_contact": {"result": "spoke", "grade": "O"},
        "lead_postpone": {"due_on": "2026-11-25"},
        "lead_regrade": {"grade": "B"},
        "lead_edit": facts,
        "lead_reassign": {"leads": lead.pk, "to": colleague.pk},
        "lead_review": {"answer": "postponed", "expected_by": "2027-01-10"},
        "lead_lose": {"reason": "price"},
    }


@pytest.fixture
def readers(store, client_of, access_of):
    """Who may see the lead, each with his browser: its owner, a colleague who helps, and the managers."""
    roles = {"owner": R.SALES_CONSULTANT, "sales manager": R.SALES_MANAGER, "general manager": R.GENERAL_MANAGER}
    readers = {name: (access_of(role), client_of(role)) for name, role in roles.items()}
    helper, browser = seller_at(store, "小张"), Client(headers={"Accept-Language": "en"})
    browser.force_login(helper.user, "django.contrib.auth.backends.ModelBackend")
    return readers | {"helper": (helper, browser)}


@pytest.mark.slow
@pytest.mark.parametrize("status", OFFERED)
def test_the_page_of_a_lead_offers_the_acts_of_its_table(store, at, frozen, readers, status):
    lead = in_status(store, at, status, readers["owner"][0])
    LeadMember.objects.create(store=store, lead=lead, user=readers["helper"][0].user, joined_at=at)
    assert lead.status == status
    check(lead, at, readers, OFFERED[status], sent_with(lead))


def test_the_page_of_a_lead_offers_its_acts_to_its_owner(store, at, frozen, readers):
    """The quick form of the walk above."""
    lead = in_status(store, at, "following", readers["owner"][0])
    check(lead, at, {"owner": readers["owner"]}, OPEN, sent_with(lead))
