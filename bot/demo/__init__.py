"""The demo: an installation with made-up officers and tips on this machine; it never touches a real one."""
