"""What the acts of the service API take and how its nouns are answered."""
