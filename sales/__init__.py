"""From canvassing to delivery (Sale): visits, leads, revisits, ownership, organisations."""
