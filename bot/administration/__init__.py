"""Setting up and tending an installation from the command line; it never sees a tip, and a key leaves it only inside a protected file."""
