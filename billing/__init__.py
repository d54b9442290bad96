"""Bills, receipts and their allocations, refunds."""
