"""Rules of the appointment shelf: its places, what may lie there, what a scanned code stands for."""

import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext as _

from core import folding, part_numbers
from core.parameters import key
from parts.models import Part, Reservation, ShelfPlace

S = Reservation.Status
LABEL = "R"


def place_coded(code: str) -> ShelfPlace | None:
    """The place with a code in any spelling; reads the places of the store."""
    folded = folding.code(code)
    return ShelfPlace.objects.filter(code__folded_code=folded).first() if folded else None


def written(code: str) -> str:
    """The code of a place as it is kept: in plain signs, whatever width was typed."""
    return unicodedata.normalize("NFKC", code).strip().upper()


def place_of_basket(reservation: Reservation) -> ShelfPlace | None:
    """Where other goods of the same car lie already: the place to propose for these."""
    lying = Reservation.objects.on_shelf().filter(label=reservation.label, vehicle=reservation.vehicle_id)
    row = lying.exclude(pk=reservation.pk).select_related("shelf_place").order_by("-picked_at", "pk").first()
    return row.shelf_place if row else None


def why_not_place(code: str, place: ShelfPlace | None, reservation: Reservation) -> str | None:
    """Goods are on the shelf only at a place: one that exists, is in use, and has room for the car (SERVICE-R9)."""
    if not code.strip():
        return _unsaid(reservation)
    if place is None:
        return _("There is no shelf place “%(code)s”.") % {"code": code.strip()}
    if place.withdrawn_at:
        return _("Shelf place %(place)s is withdrawn.") % {"place": place}
    return _crowded(place, reservation)


def _unsaid(reservation: Reservation) -> str:
    if proposed := place_of_basket(reservation):
        return _("Say on which shelf place. Other parts of this car are on %(place)s.") % {"place": proposed}
    return _("Say on which shelf place.")


def _crowded(place: ShelfPlace, reservation: Reservation) -> str | None:
    lying = Reservation.objects.on_shelf().filter(shelf_place=place)
    cars = set(lying.values_list("vehicle_id", "label"))
    if (reservation.vehicle_id, reservation.label) in cars or len(cars) < place.capacity:
        return None
    names = ", ".join(sorted({label for _car, label in cars}))
    return _("Shelf place %(place)s is full: %(names)s.") % {"place": place, "names": names}


def why_not_pick(reservation: Reservation, place: ShelfPlace | None) -> str | None:
    """Goods in the bin go on the shelf; those that lie on another place already stay there."""
    if reservation.status == S.AWAITED:
        return _("These goods have not arrived yet.")
    if reservation.status == S.PICKED and reservation.shelf_place != place:
        return why_not_again(reservation)
    return None


def why_not_again(reservation: Reservation) -> str:
    """What is said of goods that are scanned a second time."""
    facts = {"place": reservation.shelf, "label": reservation.label}
    return _("Already on place %(place)s for %(label)s.") % facts


def scanned(code: str) -> list[Reservation]:
    """The live reservations of a scanned code: a label of ours (R12), or a part number, in the order of the cars.

    Goods that have not arrived count only when the code stands for nothing else.
    """
    folded = part_numbers.fold(code)
    live = Reservation.objects.live().with_goods().order_by("needed_at", "pk")
    if folded.startswith(LABEL) and (label := key(folded[1:])):
        return list(live.filter(pk=label))
    rows = list(live.filter(item__part__number=folded)) if folded else []
    return [row for row in rows if row.status != S.AWAITED] or rows


def cars(rows: Sequence[Reservation]) -> list[Reservation]:
    """The first of the reservations of each car."""
    by_car: dict[tuple[object, str], Reservation] = {}
    for row in rows:
        by_car.setdefault((row.vehicle_id, row.label), row)
    return list(by_car.values())


def next_of(rows: Sequence[Reservation], status: str) -> Reservation:
    """Of one car's goods the first in a status, else the first."""
    return next((row for row in rows if row.status == status), rows[0])


def why_not_scan(rows: Sequence[Reservation], code: str) -> str | None:
    """A scanned code belongs to goods that one car needs: nobody's is refused, and so are those of several cars.

    Goods of another car that are on the shelf already count too: else a piece scanned twice would stand for both.
    """
    if not rows:
        part = Part.objects.numbered(code).first()
        words = _("Nobody waits for %(part)s (%(code)s).") if part else _("Nothing is kept under %(code)s.")
        return words % {"part": part, "code": code.strip() or "–"}
    if (count := len(cars(rows))) > 1:
        return _("%(count)s cars need this part: say for which it is.") % {"count": count}
    return None


def to_choose(rows: Sequence[Reservation], *, putting: bool) -> list[Reservation]:
    """The cars between which a person chooses; none where one is meant, or all goods lie on the shelf already."""
    several = cars(rows)
    return [] if len(several) < 2 or (putting and why_not_lying(rows)) else several


def why_not_lying(rows: Sequence[Reservation]) -> str | None:
    """Goods that all lie on the shelf are not put there again."""
    if rows and all(row.status == S.PICKED for row in rows):
        return " ".join(why_not_again(row) for row in rows)
    return None


def why_not_code(code: str, other: ShelfPlace | None) -> str | None:
    """A place has a code, and no other place the same one in another spelling."""
    if not folding.code(code):
        return _("A shelf place needs a code.")
    return _("There is a shelf place “%(code)s” already.") % {"code": other} if other else None


def why_not_capacity(place: ShelfPlace | None, capacity: int) -> str | None:
    """A place takes at least one car, and not fewer than whose parts lie there."""
    if capacity < 1:
        return _("A place takes at least one car.")
    cars = Reservation.objects.on_shelf().filter(shelf_place=place).values("vehicle_id", "label").distinct().count()
    if place and cars > capacity:
        return _("The parts of %(count)s cars lie on %(place)s.") % {"count": cars, "place": place}
    return None


def why_not_withdraw(place: ShelfPlace) -> str | None:
    """A place is withdrawn when nothing lies on it any more."""
    if lying := Reservation.objects.on_shelf().filter(shelf_place=place).count():
        return _("%(count)s parts lie on %(place)s: move them first.") % {"count": lying, "place": place}
    return None


def why_not_bring_back(reservation: Reservation) -> str | None:
    """Only released goods that still lie on the shelf are brought back; issued ones are taken back with a reason."""
    if reservation.status == S.ISSUED and reservation.called_back_at:
        return _("These goods are in the workshop: take them back, with the reason.")
    return None
