-- How many leads the night will grade anew.
SELECT count(*) FROM sales_lead WHERE status = 'following';
