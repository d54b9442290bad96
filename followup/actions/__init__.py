"""Acts of follow-up: planning and making calls, answers by link, complaints up to their end."""
