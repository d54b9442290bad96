"""What sales does: visits, contacts, grades, reviews, ownership, organisations."""
