"""Keeps this process's memory to itself: no core dump, no reading by other processes of its user; it can't hold against root."""

import ctypes
import resource

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Refuse core dumps and tracing (prctl(2), PR_SET_DUMPABLE; ptrace(2), "Ptrace access mode checking").

    Tokens, keys and what residents type stand in memory, and the file cleaner's children run under the same user: without
    this, a hijacked decoder could read its parent where the kernel has no rule of its own against that.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
