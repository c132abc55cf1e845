"""One script for each revision, oldest 0001."""
