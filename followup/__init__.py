"""Call queues, answers, complaints (Survey): may import every other department, and none imports it."""
