-- How busy each day of the last twelve months was: a full last month, a little less in the two before, thin before that.
DROP TABLE IF EXISTS demo_seat, demo_lane, demo_free, demo_day;
-- A day of a store: twenty-two seats on five lanes, spread over the day in the order in which they are given away.
CREATE TEMP TABLE demo_seat AS
SELECT (row_number() OVER (ORDER BY round, lane) - 1)::int seat, lane, starts, minutes
FROM (SELECT lane, n round, time '08:00' + n * interval '110 minutes' starts, 110 minutes
      FROM generate_series(0, 1) lane, generate_series(0, 4) n
      UNION ALL SELECT lane, n, time '08:00' + n * interval '140 minutes', 140
      FROM generate_series(2, 4) lane, generate_series(0, 3) n) day;

-- A lane is a bay with its technician: two quick ones, three general ones.
CREATE TEMP TABLE demo_lane AS
WITH bays AS (
    SELECT r.id, s.no, t.code, row_number() OVER (PARTITION BY s.no ORDER BY t.code, r.id) - 1 lane
    FROM demo_store s JOIN capacity_resource r ON r.store_id = s.store_id AND r.kind = 'bay'
    JOIN capacity_baytype t ON t.id = r.bay_type_id AND t.code IN ('FAST', 'GEN')
), people AS (
    SELECT r.id, s.no, r.user_id, row_number() OVER (PARTITION BY s.no ORDER BY 'T3' = ANY (r.skills), r.id DESC) - 1 lane
    FROM demo_store s JOIN capacity_resource r ON r.store_id = s.store_id AND r.kind = 'technician'
    WHERE 'T2' = ANY (r.skills)
)
SELECT b.no store_no, b.lane::int, b.code bay, b.id bay_id, p.id technician_id, p.user_id technician_user
FROM bays b JOIN people p USING (no, lane);

-- The seats of the last week: the stories of today leave those that are over before they begin.
CREATE TEMP TABLE demo_free AS
SELECT s.no store_no, ago, seat, (row_number() OVER day - 1)::int k, count(*) OVER (PARTITION BY s.no, ago)::int of
FROM demo_store s CROSS JOIN demo_plan p CROSS JOIN generate_series(0, 6) ago CROSS JOIN demo_seat d
WHERE ((p.at AT TIME ZONE s.zone)::date - ago + d.starts + make_interval(mins => d.minutes)) AT TIME ZONE s.zone <= s.until
WINDOW day AS (PARTITION BY s.no, ago ORDER BY seat);
ANALYZE demo_seat, demo_lane, demo_free;

-- Leads and orders are numbered through a store's days: a day has the numbers from `…_from` up to `…_to`.
CREATE TEMP TABLE demo_day AS
WITH weighed AS (
    SELECT s.no store_no, d.ago, t.on_day,
           CASE WHEN d.ago <= 30 THEN 1 WHEN d.ago <= 90 THEN 1 - (d.ago - 30) * 0.005
                WHEN d.ago <= 150 THEN 0.7 - (d.ago - 90) * 0.0096 ELSE 0.12 END
           * CASE WHEN extract(isodow FROM t.on_day) > 5 THEN 1.2 ELSE 0.92 END
           * (0.93 + pg_temp.draw(s.no * 400 + d.ago, 50, 15) / 100.0) weight,
           CASE WHEN d.ago > 6 THEN 1 ELSE COALESCE(f.of, 0) / 22.0 END room
    FROM demo_plan p CROSS JOIN demo_store s CROSS JOIN generate_series(0, 363) d (ago)
    CROSS JOIN LATERAL (SELECT (p.at AT TIME ZONE s.zone)::date - d.ago on_day) t
    JOIN accounts_openinghours h ON h.store_id = s.store_id AND h.weekday = extract(isodow FROM t.on_day) - 1
    LEFT JOIN demo_free f ON f.store_no = s.no AND f.ago = d.ago AND f.k = 0
), summed AS (
    SELECT *, sum(weight) OVER past / sum(weight) OVER whole leads_share,
           sum(weight * room) OVER past / sum(weight * room) OVER whole orders_share
    FROM weighed
    WINDOW whole AS (PARTITION BY store_no), past AS (PARTITION BY store_no ORDER BY ago DESC)
), numbered AS (
    SELECT d.*, round(leads_share * ((p.leads + p.stores - 1 - store_no) / p.stores))::int leads_to,
           round(orders_share * ((p.orders + p.stores - 1 - store_no) / p.stores))::int orders_to
    FROM summed d CROSS JOIN demo_plan p
)
SELECT store_no, ago, on_day, COALESCE(lag(leads_to) OVER past, 0) leads_from, leads_to,
       COALESCE(lag(orders_to) OVER past, 0) orders_from, orders_to
FROM numbered WINDOW past AS (PARTITION BY store_no ORDER BY ago DESC);
ANALYZE demo_day;
