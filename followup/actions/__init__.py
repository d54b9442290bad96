"""What follow-up does: plans and makes calls, takes answers by link, carries complaints to their end."""
