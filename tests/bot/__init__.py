"""Tests of the runtime: what happens between a chat platform and the disk."""
