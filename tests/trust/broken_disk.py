"""A disk that refuses to make anything last: fsync and its sisters fail with EIO, in one thread, past any mock.

The kernel does it (seccomp), so that it holds for SQLite and Python alike.
"""

import ctypes
import errno
import platform
import struct
import threading
from collections.abc import Callable
from typing import Any

#: {machine: (what it is called there, the numbers of fsync, fdatasync and sync_file_range)}
_CALLS = {"x86_64": (0xC000003E, (74, 75, 277)), "aarch64": (0xC00000B7, (82, 83, 84))}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2

KNOWN = platform.system() == "Linux" and platform.machine() in _CALLS


def _refuse() -> None:
    """From here on, in this thread."""
    _, numbers = _CALLS[platform.machine()]
    steps = [(_LOAD, 0, 0, 0)]
    steps += [(_EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERRNO | errno.EIO)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    for words in ((_NO_NEW_PRIVS, 1, 0, 0, 0), (_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)):
        if libc.prctl(*words):
            raise OSError(ctypes.get_errno(), "the kernel takes no filter")


def on_a_broken_disk(work: Callable[[], Any]) -> Any:
    """What `work` gives in a thread in which nothing can be made to last; what it raises is raised."""
    results: list[Any] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            _refuse()
            results.append(work())
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if faults:
        raise faults[0]
    return results[0]
