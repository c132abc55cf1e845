"""What is true: places, routing, clocks, limits; it never reads a clock, a file, the network or a global."""
