"""Rules of sales: grades, due dates, qualification, ownership, organisations. Nothing here writes."""
