"""The rooms of the residents' conversation; each only turns a state and an event into a state and effects."""
