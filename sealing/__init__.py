"""The cryptographic core: seals and opens what `docs/sealed-tip-spec.md` describes; it must never do I/O,
read a clock or print a secret.
"""
