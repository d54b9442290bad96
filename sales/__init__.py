"""From the street to the keys (Sale): visits, leads, revisits, ownership, organisations."""
