"""Sheets to be printed (posters, stickers, awareness topics, warnings) as PDF bytes; it must never open anything but the built fonts."""
