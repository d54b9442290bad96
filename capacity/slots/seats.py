"""Who and what can do the work of a wish."""

from typing import Any

from django.db import connection

from capacity.models.resources import Resource
from capacity.slots.wish import Seat, Wish

Kind = Resource.Kind

SEATS = """
SELECT r.id, r.kind, r.name, t.code, r.user_id, r.certified_until, r.skills
FROM capacity_resource r LEFT JOIN capacity_baytype t ON t.id = r.bay_type_id
WHERE r.store_id = %(store)s AND r.active
  AND ((r.kind = 'bay' AND t.code = ANY(%(bay_types)s)) OR r.kind IN ('technician', 'advisor')
       OR r.kind = %(carrier)s
       OR (r.kind = 'vehicle' AND r.vehicle_id = %(vehicle)s))
ORDER BY r.id
"""


def seats_for(wish: Wish) -> list[Seat]:
    """Bays of the right kinds, technicians who hold the skills, advisors, and the car."""
    types = sorted({stage.bay_type for stage in wish.stages})
    carrier = wish.carriage.kind if wish.carriage else ""
    rows = read(SEATS, store=wish.store.pk, bay_types=types, vehicle=wish.vehicle, carrier=carrier)
    seats = [Seat(*row, frozenset(skills), until) for *row, until, skills in rows]
    needed = [stage.skills for stage in wish.stages]
    return [seat for seat in seats if seat.kind != Kind.TECHNICIAN or any(skills <= seat.skills for skills in needed)]


def read(sql: str, **values: Any) -> list[tuple]:
    """The rows of a statement with these values."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
