"""How long a repair is guaranteed, by the legal class of each line."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pricing.models.prices import Operation

Class = Operation.WarrantyClass
# 机动车维修管理规定: days and kilometres, whichever comes first, counted from completion.
TERMS: dict[str, tuple[int, int]] = {
    Class.MAINT1: (10, 2_000),
    Class.MAINT2: (30, 5_000),
    Class.OVERHAUL: (100, 20_000),
}


@dataclass(frozen=True)
class Guarantee:
    """The guarantee of one line: until a day or a mileage, whichever comes first."""

    days: int
    km: int
    until: date
    until_km: int | None

    def __str__(self) -> str:
        facts = {"days": self.days, "km": f"{self.km:,}", "until": self.until.isoformat()}
        if self.until_km is None:
            return _("%(days)s days or %(km)s km, until %(until)s") % facts
        facts["until_km"] = f"{self.until_km:,}"
        return _("%(days)s days or %(km)s km, until %(until)s or %(until_km)s km") % facts


def guarantee(warranty_class: str, *, on: date, km: int | None) -> Guarantee | None:
    """The guarantee of a line completed on a day at a mileage; or None (CR-027, CR-028, CR-029)."""
    if warranty_class not in TERMS:
        return None
    days, distance = TERMS[warranty_class]
    return Guarantee(days, distance, on + timedelta(days=days), None if km is None else km + distance)
