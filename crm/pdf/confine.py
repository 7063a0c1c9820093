"""The cell of the process that sets pages: limits of the system, and an audit hook against reaching out."""

import os
import resource
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

#: Events of the interpreter (PEP 578) that a document has no business to cause.
FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.kill", "os.remove",
    "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "shutil.", "tempfile.", "urllib.Request", "ftplib.", "http.client.", "webbrowser.",
)  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

MIB = 1024 * 1024
#: fontconfig writes its cache the first time; nothing else is written.
LARGEST_FILE = 64 * MIB


def limit(*, seconds: int, memory: int) -> None:
    """Bound this process: wall and processor time in `seconds`, `memory` in bytes beyond what it holds now.

    The address space inherited from the parent (libraries, mapped fonts) does not count against `memory`:
    it says nothing about the document. SIGALRM stays at its default, death, so that the process ends
    even when its parent is gone and even inside a C library.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    space = _address_space() + memory
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def seal(readable: Iterable[Path]) -> None:
    """Refuse network, programs, and every file outside Python itself and `readable`, until the process ends.

    The second wall behind the fetcher. It holds for Python code; fontconfig and pango open the fonts in C.
    """
    places = [sys.prefix, sys.base_prefix, *(place for place in sys.path if place)]
    roots = [os.path.realpath(place) for place in (*places, *(str(place) for place in readable))]

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _check_open(arguments, roots)
        elif event.startswith(FORBIDDEN):
            raise PermissionError(f"a document may not {event}")

    sys.addaudithook(watch)


def _check_open(arguments: tuple[Any, ...], roots: list[str]) -> None:
    path, _mode, flags = arguments
    if isinstance(path, int):  # a descriptor that is open already
        return
    place = os.path.realpath(os.fsdecode(path))
    inside = any(place == root or place.startswith(root + os.sep) for root in roots)
    if (flags or 0) & WRITING or not inside:
        raise PermissionError("a document may not open this file")


def _address_space() -> int:
    """Bytes of address space that this process has now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()
