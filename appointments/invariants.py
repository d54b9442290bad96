"""Invariants of appointments and their confirmations."""

from accounts.invariants import Invariant
from appointments.rules.derivation import STALE_GROUPS

EXPECTED = "('confirmed', 'prepared')"

INVARIANTS = [
    Invariant(
        "I2",
        "every expected appointment holds a bay and a technician for each of its stretches, or is at risk",
        f"""SELECT s.store_id, 'segment ' || s.id FROM appointments_segment s
            JOIN appointments_appointment a
            ON a.store_id = s.store_id AND a.id = s.appointment_id AND a.time_version = s.version
               AND a.status IN {EXPECTED}
            WHERE (SELECT count(*) FROM capacity_claim c
                   WHERE c.store_id = a.store_id AND c.claim_set_id = a.claim_set_id
                   AND (c.status = 'taken' OR c.status = 'displaced' AND EXISTS (SELECT 1 FROM appointments_risk k
                        WHERE k.store_id = a.store_id AND k.appointment_id = a.id AND k.ended_at IS NULL))
                   AND c.resource_id IN (s.bay_id, s.technician_id)
                   AND c.during @> tstzrange(s.start, s."end")) <> 2
           UNION ALL SELECT a.store_id, 'appointment ' || a.number FROM appointments_appointment a
            WHERE a.status IN {EXPECTED} AND NOT EXISTS
                  (SELECT 1 FROM appointments_segment s
                   WHERE s.store_id = a.store_id AND s.appointment_id = a.id AND s.version = a.time_version)""",
    ),
    Invariant(
        "I3",
        "no taken claim without a living appointment, no hold that expired long ago",
        """SELECT c.store_id, 'claim ' || c.id FROM capacity_claim c
            LEFT JOIN appointments_appointment a ON a.store_id = c.store_id AND a.claim_set_id = c.claim_set_id
            WHERE (c.status = 'taken' AND (a.id IS NULL OR a.status IN ('cancelled', 'no_show')))
               OR (c.status = 'held' AND c.expires_at < %(at)s - interval '10 minutes')""",
    ),
    Invariant(
        "I6",
        "each expected appointment's time has its confirmations: four; a delivery preparation two, a walk-in none",
        f"""SELECT a.store_id, 'appointment ' || a.number FROM appointments_appointment a
            WHERE a.status IN {EXPECTED} AND a.start > %(at)s
              AND (SELECT count(*) FROM appointments_confirmation c
                   WHERE c.store_id = a.store_id AND c.appointment_id = a.id AND c.version = a.time_version)
               <> CASE a.kind WHEN 'appointment' THEN 4 WHEN 'delivery_prep' THEN 2 ELSE 0 END""",
    ),
    Invariant(
        "I9",
        "no message was accepted after what it is about had begun, was called off or was moved",
        """SELECT m.store_id, 'message ' || m.id FROM customers_message m
            WHERE m.status IN ('accepted', 'delivered') AND m.sent_at > m.not_after
           UNION ALL SELECT m.store_id, 'message ' || m.id FROM customers_message m
            JOIN appointments_appointment a ON a.id = m.source_id AND a.store_id = m.store_id
            WHERE m.purpose IN ('appointment_day', 'appointment_hour') AND m.status IN ('accepted', 'delivered')
              AND m.sent_at - interval '10 seconds' > COALESCE(
                  (SELECT min(e.at) FROM (SELECT v.at, row_number() OVER (ORDER BY v.id) AS version
                      FROM appointments_visitevent v
                      WHERE v.store_id = a.store_id AND v.appointment_id = a.id AND v.kind = 'moved') e
                   WHERE e.version = m.version), a.cancelled_at)""",
    ),
    Invariant(
        "S4",
        "nothing is still to be confirmed about a car that has come",
        """SELECT c.store_id, 'confirmation ' || c.id FROM appointments_confirmation c
            JOIN appointments_appointment a ON a.store_id = c.store_id AND a.id = c.appointment_id
            WHERE c.status = 'planned' AND a.status = 'arrived'""",
    ),
    Invariant(
        "S5",
        "technician and bay, and the parts, are prepared exactly when the records say so",
        f"""SELECT g.store_id, 'appointment ' || g.number || ' ' || g."group" FROM ({STALE_GROUPS}) g""",
    ),
    Invariant(
        "S6",
        "a prepared appointment has no open group",
        """SELECT a.store_id, 'appointment ' || a.number FROM appointments_appointment a
            WHERE a.status = 'prepared' AND EXISTS (SELECT 1 FROM appointments_prepitem p
                WHERE p.store_id = a.store_id AND p.appointment_id = a.id
                AND p.done_at IS NULL AND NOT p.not_needed)""",
    ),
]
