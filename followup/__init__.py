"""Call queues, answers, complaints (Survey): looks down at everybody, nobody looks up at it."""
