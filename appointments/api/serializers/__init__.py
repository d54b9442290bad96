"""What the acts of the appointments API take and how its nouns are answered."""
