"""Performs the methods of the Bot API that the house uses; a method without a performer is refused, never faked."""
