"""Groups of preparation that say other than the records, as SQL: for the store's tick and for `checkintegrity`.

`rules.preparation` derives the same for a few appointments; a test compares the two.
"""

_LIVE_CLAIM = """EXISTS (SELECT 1 FROM capacity_claim c
    WHERE c.store_id = s.store_id AND c.claim_set_id = a.claim_set_id AND c.status = 'taken'
    AND c.resource_id = s.{resource} AND c.during @> tstzrange(s.start, s."end"))"""
_ON_DUTY = """EXISTS (SELECT 1 FROM capacity_resource r LEFT JOIN accounts_user u ON u.id = r.user_id
    WHERE r.store_id = a.store_id AND r.id = {resource} AND r.active AND COALESCE(u.is_active, true))"""
_OF_THIS_TIME = """FROM appointments_segment s
    WHERE s.store_id = a.store_id AND s.appointment_id = a.id AND s.version = a.time_version"""
_CREW = f"""(EXISTS (SELECT 1 {_OF_THIS_TIME}) AND {_ON_DUTY.format(resource="a.advisor_id")} AND NOT EXISTS (
    SELECT 1 {_OF_THIS_TIME} AND NOT ({_LIVE_CLAIM.format(resource="bay_id")}
    AND {_LIVE_CLAIM.format(resource="technician_id")}
    AND {_ON_DUTY.format(resource="s.bay_id")} AND {_ON_DUTY.format(resource="s.technician_id")})))"""
_NEED = """EXISTS (SELECT 1 FROM appointments_appointmentpart n
    JOIN parts_reservation v ON v.store_id = n.store_id AND v.id = n.reservation_id
    WHERE n.store_id = a.store_id AND n.appointment_id = a.id {which})"""
_PARTS = f"""({_NEED.format(which="")}
    AND NOT {_NEED.format(which="AND v.status NOT IN ('picked', 'issued')")})"""
_NEEDED = _NEED.format(which="AND v.status <> 'released'")

_STALE = f"""SELECT p.store_id, a.id, a.number, p."group" FROM appointments_prepitem p
    JOIN appointments_appointment a ON a.store_id = p.store_id AND a.id = p.appointment_id
    AND a.status IN ('confirmed', 'prepared')
    WHERE {{of}}(
       (p."group" = 'crew' AND (p.not_needed OR (p.done_at IS NOT NULL) <> {_CREW}))
       OR (p."group" = 'parts' AND CASE WHEN p.not_needed THEN {_NEEDED}
           ELSE (p.done_at IS NOT NULL) <> {_PARTS} END))"""
STALE_GROUPS = _STALE.format(of="")
STALE_GROUPS_OF_A_STORE = _STALE.format(of="p.store_id = %s AND ")  # its parameter is the store
