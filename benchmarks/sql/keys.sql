-- The keys of a store that hand-written SQL needs.
SELECT json_build_object(
    'store', s.id,
    'today', (now() AT TIME ZONE s.time_zone)::date,
    'year', extract(year FROM now() AT TIME ZONE s.time_zone)::int,
    'sales', (SELECT id FROM accounts_user WHERE username = 'sales_consultant@' || s.code),
    'hotline', (SELECT id FROM accounts_user WHERE username = 'hotline_clerk@' || s.code),
    'operation', (SELECT id FROM pricing_operation WHERE code = %(operation)s),
    'parts', (SELECT json_agg(id ORDER BY id) FROM parts_part WHERE number = ANY (%(parts)s)),
    'advisors', (SELECT json_object_agg(id, user_id) FROM capacity_resource WHERE store_id = s.id AND kind = 'advisor')
)
FROM accounts_store s WHERE s.code = %(code)s;
