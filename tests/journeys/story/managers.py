"""Step 6, the managers: the board shows the story's numbers and opens their rows; two stores stand side by side."""

from accounts.roles import Role

# What the story brought in these seven days: the number on the board, and what its only row names.
BROUGHT = {
    "进厂台次": ("1", "12345"),
    "新增线索": ("1", "姓名未知"),
    "收款日结": ("¥1,144.00", "微信"),
    "当前未结投诉": ("1", "王女士"),
}


def store_board(story, hand):
    """M1: every number opens its rows with one tap."""
    manager = hand(Role.GENERAL_MANAGER)
    manager.look("70-overview", readme="overview-desktop-en")
    manager.tap(".chips a[href*=week]")
    manager.page.wait_for_url("**period=week")
    tiles = manager.page.locator("a.stat")
    shown = {label_of(tile): tile.locator(".stat-value").inner_text() for tile in tiles.all()}
    assert manager.page.locator(".stat:not(a)").count() == 0
    manager.look("71-week")
    for label, (value, named) in BROUGHT.items():
        assert shown[label] == value
        open_the_rows(manager, label, named)
    manager.look("72-rows")


def label_of(tile) -> str:
    return tile.locator(".stat-label").inner_text().strip()


def open_the_rows(manager, label: str, named: str) -> None:
    """One tap from the number to its rows; here it is one row."""
    board = manager.page.url
    manager.begin()
    manager.tap(f"a.stat:has(.stat-label > span:text-is('{label}'))")
    manager.page.wait_for_url(lambda url: url != board)
    rows = manager.page.locator("main tbody tr")
    assert (manager.taps, rows.count()) == (1, 1)
    assert named in rows.first.inner_text()
    manager.page.go_back()
    manager.page.wait_for_url(board)


def group_board(story, hand):
    """Both stores with their numbers, and no customer."""
    manager = hand(Role.GROUP_MANAGER)
    manager.tap(".chips a[href*=week]")
    manager.page.wait_for_url("**period=week")
    rows = [manager.page.locator(f"tbody tr:has-text('{one.code}')") for one in (story.store, story.neighbour)]
    assert [row.count() for row in rows] == [1, 1]
    delivered = "td[data-label='交车台次']"
    assert [row.locator(delivered).inner_text() for row in rows] == ["1", "0"]
    assert "王女士" not in manager.text()
    manager.look("75-stores")
