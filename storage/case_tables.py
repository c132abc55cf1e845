"""Tables of a tip as a case: forwards, links, samples; must never hold readable content."""
