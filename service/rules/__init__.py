"""Rules of repair orders and the work on them."""
