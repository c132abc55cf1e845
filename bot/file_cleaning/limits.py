"""The bounds within which a hostile file may be opened; nothing here is ever raised at run time."""

MEBIBYTE = 1024 * 1024

INPUT_BYTES = 20 * MEBIBYTE
"""Largest file taken, as the Bot API's own download bound."""
OUTPUT_BYTES = 40_000_000
"""A cleaned file may grow (a picture encoded again), but not without end."""
PIXELS = 50_000_000
"""Largest picture or frame opened, in pixels: above today's phone cameras, far below a bomb."""
FRAMES = 400
"""Largest number of frames of an animated picture."""
SECONDS = 60 * 60
"""Longest recording, in seconds."""
PACKETS = 1_000_000
"""Largest number of packets of a recording."""
PDF_PAGES = 300
PDF_OBJECTS = 100_000

ADDRESS_SPACE = 2048 * MEBIBYTE
"""Memory of the child process, in bytes."""
CPU_SECONDS = 25
WALL_SECONDS = 30.0
"""Time one file may take, in seconds, before its process is killed."""
