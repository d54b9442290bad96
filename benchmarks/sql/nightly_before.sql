-- The evening before: every lead that is followed means to buy within a week, and nobody has noticed.
UPDATE sales_lead SET grade = 'C', grade_confirmed = true, expected_by = current_date + 5,
    next_due_on = current_date + 30, last_contact_on = current_date - 2, need = 'yes', means = 'yes', authority = 'yes'
WHERE status = 'following';
UPDATE sales_revisit SET due_on = current_date + 30 WHERE status = 'open';
