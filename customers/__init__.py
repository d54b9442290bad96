"""People, households, organisations, their cars, consent, links, and messages to them (the one way out)."""
