"""Tests of what runs in the browser, in Node and in a real Chromium."""
