"""The repair order from reception to delivery (Service): workshop, findings, inspection."""
