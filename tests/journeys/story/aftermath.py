"""Step 6: three days later the queue offers the call; a bad answer opens a complaint."""

from accounts.roles import Role
from followup.tasks import plan_due

SAID = "左前还是响,等于没修"


def call(story, hand):
    """C1: the player offers the call; three keys wrap it up, without a visit to the list."""
    plan_due()
    agent = hand(Role.CRM_AGENT)
    agent.look("60-calls")
    agent.tap("form[action$='/calls/next/'] .btn")
    agent.page.wait_for_selector("[data-player]")
    assert "王女士" in agent.text(".player-who")
    agent.look("61-call")
    agent.begin()
    agent.press("3")
    agent.page.keyboard.type(SAID)
    agent.look("62-unhappy")
    agent.press("Control+Enter")
    agent.page.wait_for_selector("[data-player]", state="detached")
    assert (agent.keys + agent.taps <= 3, "/calls/" in agent.pages) == (True, False)
    agent.look("63-next-call")


def complaint(story, hand):
    """C3: the complaint has the customer's words and its three clocks."""
    agent = hand(Role.CRM_AGENT)
    agent.menu("/complaints/")
    agent.page.wait_for_url("**/complaints/")
    agent.look("64-complaints")
    agent.tap("tbody tr a.row-key")
    agent.page.wait_for_url("**/complaints/*/")
    assert (SAID in agent.text(), agent.page.locator(".promise").count()) == (True, 3)
    agent.look("65-complaint")
