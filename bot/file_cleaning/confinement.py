"""Takes from the child process everything that a hijacked decoder could use; once confined, it never gets anything back."""

import ctypes
import os
import resource
import signal

from bot.file_cleaning import limits

_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


def confine() -> None:
    """Leave the process no network, no new file, no new process, bounded memory and time.

    Call it after every module is loaded. The bound on open files is what holds everywhere: a new descriptor may have no number at
    all, not even that of one that was closed, so there is no socket, no file and no pipe to be had, while those that are open go
    on working. The namespace and privilege steps come on top where the kernel permits them.
    """
    signal.alarm(int(limits.WALL_SECONDS) + 5)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    os.environ.clear()
    os.closerange(3, 4096)
    for what, bound in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, limits.ADDRESS_SPACE),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (bound, bound))
    # Root isn't held by a bound on processes; without descriptors a new process could do nothing either.
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
