"""The parts of the broadcaster: what a platform must offer it, what it says, whom it says it to; none of them decides what is sent."""
