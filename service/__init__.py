"""The repair order from reception to hand-over (Service): workshop, findings, inspection."""
