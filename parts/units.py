"""Units of goods and labour in the reader's language."""

from django.utils.translation import pgettext

from core.languages import of_reader

# The units of reference/parts.csv in English.
UNITS_EN = {
    "个": "pc", "只": "pc", "片": "pc", "块": "pc", "条": "pc", "根": "pc", "支": "pc", "台": "unit", "套": "set",
    "升": "l", "瓶": "bottle", "罐": "can", "份": "portion", "次": "job",
}  # fmt: skip


def unit_name(code: str) -> str:
    """A unit in the reader's language: 小时, 面, 个; h, panel, pc."""
    if code == "hour":
        return pgettext("unit", "h")
    if code == "panel":
        return pgettext("unit", "panel")
    return of_reader(code, UNITS_EN.get(code, code))
