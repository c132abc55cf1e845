"""Tables of the legal clocks: when they began, stood still, were extended; must never hold readable content."""
