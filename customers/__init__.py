"""People, households, organisations, their cars, consents, links, and messages to them."""
