-- A batch of the night: grades tighten, due days and open revisits follow, each change has its line; how many did.
WITH near AS (
    SELECT id, grade, expected_by FROM sales_lead
    WHERE store_id = %(store)s AND status = 'following' AND grade <> 'O' AND expected_by <= current_date + 7
    LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED
), changed AS (
    UPDATE sales_lead l SET grade = 'O', grade_confirmed = false,
        next_due_on = least(next_due_on, greatest(last_contact_on + 3, current_date))
    FROM near WHERE l.store_id = %(store)s AND l.id = near.id
    RETURNING l.id, l.store_id, l.owner_id, l.next_due_on, near.grade AS old, near.expected_by AS before
), history AS (
    INSERT INTO sales_gradechange (store_id, lead_id, old, new, expected_by_before, cause, at)
    SELECT store_id, id, old, 'O', before, 'time', now() FROM changed
), closed AS (
    UPDATE sales_revisit r SET status = 'moved', closed_at = now()
    FROM changed c WHERE r.store_id = %(store)s AND r.lead_id = c.id AND r.status = 'open' AND r.due_on <> c.next_due_on
    RETURNING r.lead_id
), planned AS (
    INSERT INTO sales_revisit (store_id, lead_id, owner_id, grade, due_on, status, opened_at)
    SELECT c.store_id, c.id, c.owner_id, 'O', c.next_due_on, 'open', now() FROM changed c JOIN closed ON closed.lead_id = c.id
)
SELECT count(*) FROM changed;
