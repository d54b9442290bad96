"""What the acts of the follow-up API take and how its nouns are answered."""
