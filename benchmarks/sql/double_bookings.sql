-- Pairs of live claims of a store on one resource at one time.
SELECT count(*) FROM capacity_claim a JOIN capacity_claim b
    ON b.store_id = a.store_id AND b.resource_id = a.resource_id AND b.id > a.id AND b.during && a.during
WHERE a.store_id = %(store)s AND a.status IN ('held', 'taken', 'blocked') AND b.status IN ('held', 'taken', 'blocked');
