-- A throw of the dice: the same for the same row, salt and seed; 0 .. below-1.
CREATE OR REPLACE FUNCTION pg_temp.draw(n bigint, salt int, below int) RETURNS int LANGUAGE sql STABLE AS
$$ SELECT (abs(hashint8extended(n, current_setting('demo.seed')::bigint * 1000 + salt)) % below)::int $$;

DROP TABLE IF EXISTS demo_person, demo_model;
CREATE TEMP TABLE demo_person AS
SELECT s.no, m.role, m.user_id, (row_number() OVER (PARTITION BY s.no, m.role ORDER BY m.id) - 1)::int k,
       count(*) OVER (PARTITION BY s.no, m.role)::int of
FROM demo_store s JOIN accounts_membership m ON m.store_id = s.store_id;
CREATE TEMP TABLE demo_model AS
SELECT (row_number() OVER (ORDER BY m.code) - 1)::int no, count(*) OVER ()::int of, m.id, m.family, p.is_nev,
       m.maintenance_group
FROM vehicles_vehiclemodel m JOIN vehicles_powertrain p ON p.id = m.powertrain_id;
ANALYZE demo_store, demo_person, demo_model, demo_name;
