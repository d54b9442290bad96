"""Operations, rates, packages, published lists, estimates."""
