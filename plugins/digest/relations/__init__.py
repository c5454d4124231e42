"""How articles hang together: which are near each other, and why."""
