"""The top floor's processes: chat channels, jobs and the command line; it never decrypts a stored tip."""
