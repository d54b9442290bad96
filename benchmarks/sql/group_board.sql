-- The numbers of this month, and of now, of every store of the group.
SELECT store_id, count(*) FROM sales_lead, (SELECT date_trunc('month', %(today)s::date) AS first) m
WHERE created_at >= first GROUP BY 1;
SELECT store_id, count(*) FROM sales_lead, (SELECT date_trunc('month', %(today)s::date) AS first) m
WHERE status = 'won' AND closed_at >= first GROUP BY 1;
SELECT store_id, count(*) FROM sales_lead
WHERE status IN ('following', 'review') AND next_due_on < %(today)s GROUP BY 1;
SELECT store_id, count(*) FROM appointments_appointment, (SELECT date_trunc('month', %(today)s::date) AS first) m
WHERE start >= first AND start < %(today)s::date + 1 AND status <> 'cancelled' AND kind = 'appointment' GROUP BY 1;
SELECT store_id, count(*), count(*) FILTER (WHERE delivered_at <= promised_at)
FROM service_repairorder, (SELECT date_trunc('month', %(today)s::date) AS first) m
WHERE delivered_at >= first GROUP BY 1;
SELECT store_id, count(*) FROM service_repairorder
WHERE status NOT IN ('delivered', 'closed', 'cancelled') AND promised_at < now() GROUP BY 1;
SELECT store_id, sum(net) FROM billing_bill, (SELECT date_trunc('month', %(today)s::date) AS first) m
WHERE issued_at >= first AND payer = 'customer' GROUP BY 1;
SELECT store_id, count(*) FROM followup_complaint WHERE status <> 'closed' GROUP BY 1;
