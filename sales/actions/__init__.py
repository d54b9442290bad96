"""Acts of sales: visits, contacts, grades, reviews, ownership, organisations."""
