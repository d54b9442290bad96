"""Acts on customers, their cars, links to their documents and messages to them."""
