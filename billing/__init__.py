"""Operations, rates, packages, published prices, estimates, bills, payments."""
