-- Two weeks of a usual workshop: six of ten half-hours are taken in every bay and by every technician, three of ten by
-- every advisor; which ones follows from a hash, so that each run finds the same.
INSERT INTO capacity_claim (store_id, resource_id, during, status, kind, label)
SELECT r.store_id, r.id, tstzrange(start, start + interval '30 minutes'), 'blocked', 'absence', ''
FROM capacity_resource r
JOIN accounts_store s ON s.id = r.store_id
CROSS JOIN generate_series(0, 15) day
CROSS JOIN generate_series(16, 35) half
CROSS JOIN LATERAL (
    SELECT ((now() AT TIME ZONE s.time_zone)::date + day + half * interval '30 minutes') AT TIME ZONE s.time_zone start
) at
WHERE r.store_id = ANY (%(stores)s) AND r.kind IN ('bay', 'technician', 'advisor') AND start > now()
  AND abs(hashint8extended(r.id, day * 100 + half)) %% 10 < CASE r.kind WHEN 'advisor' THEN 3 ELSE 6 END
ON CONFLICT DO NOTHING;
