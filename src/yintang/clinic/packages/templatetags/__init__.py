"""Words for amounts of money."""
