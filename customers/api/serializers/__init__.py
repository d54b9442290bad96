"""What the acts of the customers API take and how its nouns are answered."""
