-- The first ten starts in 14 days: one index scan over the store's claims, `range_agg` per seat, a half-hour grid that
-- probes them (a job of half an hour, so that none runs over closed hours).
WITH seat AS (
    SELECT r.id, r.kind FROM capacity_resource r LEFT JOIN capacity_baytype b ON b.id = r.bay_type_id
    WHERE r.store_id = %(store)s AND r.active
      AND (b.code = 'GEN' OR r.kind = 'advisor' OR (r.kind = 'technician' AND 'T2' = ANY (r.skills))
           OR r.vehicle_id = %(vehicle)s)
), taken AS MATERIALIZED (
    SELECT seat.id, seat.kind, coalesce(c.during, '{}') during
    FROM seat LEFT JOIN (
        SELECT resource_id, range_agg(during) during FROM capacity_claim
        WHERE store_id = %(store)s AND status IN ('held', 'taken', 'blocked')
          AND upper(during) > %(from)s AND lower(during) < %(from)s + interval '14 days'
        GROUP BY resource_id
    ) c ON c.resource_id = seat.id
), grid AS (
    SELECT start, tstzrange(start, start + interval '30 minutes') work, tstzrange(start, start + interval '15 minutes') welcome
    FROM accounts_store s
    CROSS JOIN generate_series(0, 14) n
    CROSS JOIN LATERAL (SELECT (%(from)s AT TIME ZONE s.time_zone)::date + n on_day) day
    JOIN accounts_openinghours h ON h.store_id = s.id AND h.weekday = extract(isodow FROM on_day) - 1
    CROSS JOIN LATERAL generate_series(on_day + h.opens, on_day + h.closes - interval '30 minutes', interval '30 minutes') wall
    CROSS JOIN LATERAL (SELECT wall AT TIME ZONE s.time_zone start) at
    WHERE s.id = %(store)s AND start >= %(from)s AND n < 14
    ORDER BY start
)
SELECT grid.start, bay.id, technician.id, advisor.id
FROM grid
CROSS JOIN LATERAL (SELECT id FROM taken WHERE kind = 'bay' AND NOT during && work LIMIT 1) bay
CROSS JOIN LATERAL (SELECT id FROM taken WHERE kind = 'technician' AND NOT during && work LIMIT 1) technician
CROSS JOIN LATERAL (SELECT id FROM taken WHERE kind = 'advisor' AND NOT during && welcome LIMIT 1) advisor
WHERE NOT EXISTS (SELECT FROM taken WHERE kind = 'vehicle' AND during && work)
  AND NOT EXISTS (
    SELECT FROM pricing_estimateline e JOIN parts_stockitem i ON i.store_id = e.store_id AND i.part_id = e.part_id
    WHERE e.store_id = %(store)s AND e.estimate_id = %(estimate)s AND i.on_hand - i.reserved < e.quantity)
LIMIT 10;
