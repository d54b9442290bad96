"""What the acts of the sales API take and how its nouns are answered."""
