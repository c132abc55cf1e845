"""Migration scripts of the database; a script that has been released must never change."""
