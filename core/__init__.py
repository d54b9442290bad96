"""The ground floor: no tables and no business noun."""
