"""Money in yuan: Decimal with two places. Only this module rounds: half up, line by line."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
FEN = Decimal("0.01")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
Amount = Decimal | int | str


def fen(amount: Amount) -> Decimal:
    """An amount rounded to the fen, half away from zero, so that a credit note mirrors its bill. Takes no float."""
    if isinstance(amount, float):
        raise TypeError("Money is never a float.")
    return Decimal(amount).quantize(FEN, ROUND_HALF_UP) + ZERO  # adding zero turns -0.00 into 0.00


def line_amount(quantity: Amount, unit_price: Amount, discount: Amount = 0) -> Decimal:
    """Quantity × unit price, rounded, less a discount in yuan."""
    return fen(Decimal(quantity) * Decimal(unit_price)) - fen(discount)


def split_vat(gross: Amount, rate: Amount) -> tuple[Decimal, Decimal]:
    """Net and tax of a price that includes VAT (`rate` as 0.13); they add up to the price exactly."""
    gross = fen(gross)
    net = fen(gross / (1 + Decimal(rate)))
    return net, gross - net


def total(lines: Iterable[Amount]) -> Decimal:
    """The sum of amounts that are rounded already."""
    return sum(map(fen, lines), ZERO)


def yuan(amount: Amount) -> str:
    """`¥1,234.00`, and `-¥5.00` for money that goes back."""
    amount = fen(amount)
    return f"{'-' if amount < 0 else ''}¥{abs(amount):,.2f}"


def capitals(amount: Amount) -> str:
    """The amount in the characters for bills, which no added stroke can alter: 壹万贰仟元零伍分."""
    cents = int(fen(amount) * 100)
    if not 0 <= cents < 10**14:
        raise ValueError("An amount in characters is neither negative nor a trillion and more.")
    whole, jiao, last = cents // 100, cents // 10 % 10, cents % 10
    text = f"{_characters(whole)}元" if whole or not cents else ""
    if jiao or (last and whole):
        text += DIGITS[jiao] + ("角" if jiao else "")
    return text + (f"{DIGITS[last]}分" if last else "整")


def _characters(number: int) -> str:
    """The characters of a whole number, by groups of four digits; a gap of zeros is one 零."""
    text, gap = "", False
    for power in range(11, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + ("", "拾", "佰", "仟")[power % 4]
        gap = not digit
        if power in (4, 8) and number // 10**power % 10**4:
            text, gap = text + ("万" if power == 4 else "亿"), False
    return text or "零"
