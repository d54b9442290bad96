"""The ways to pay, from the trade's list (reference/picklists.csv payment_method)."""

from accounts.models.lists import PickItem
from core.reference import rows

LIST = "payment_method"
# The methods used all day stand first and are one tap; the others are one tap further.
AT_THE_COUNTER = ("wechat_pay", "alipay", "bank_card", "cash")
ICONS = {"cash": "cash", "bank_card": "receipt", "wechat_pay": "scan", "alipay": "scan", "transfer": "building"}


def choices() -> list[tuple[str, str]]:
    """All methods in the order of the list, with names in the reader's language."""
    return [(item.code, str(item)) for item in PickItem.objects.of(LIST)]


def name_of(code: str) -> str:
    """The name of one method in the reader's language; the code itself when it is on no list."""
    return dict(choices()).get(code, code)


def published() -> list[str]:
    """The codes of the list in the reference files, for the published schema, which is made without a database."""
    return [row["item_code"] for row in rows("picklists") if row["list_code"] == LIST]


def buttons() -> tuple[list[dict], list[dict]]:
    """The methods of the counter and the others, each with code, name and icon."""
    made = {code: _button(code, name) for code, name in choices()}
    first = [made[code] for code in AT_THE_COUNTER if code in made]
    return first, [button for code, button in made.items() if code not in AT_THE_COUNTER]


def button(code: str) -> dict:
    """The button of one method."""
    return _button(code, name_of(code))


def _button(code: str, name: str) -> dict:
    return {"code": code, "name": name, "icon": ICONS.get(code, "cash")}
