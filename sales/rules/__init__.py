"""What sales decides by: grades, due dates, qualification, ownership, organisations. Pure; nothing here writes."""
