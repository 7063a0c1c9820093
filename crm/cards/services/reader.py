"""Tesseract, where it is installed: the text of a picture, read in a bounded process of its own."""

import logging
import os
import resource
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

from crm.cards import rules

LOGGER = logging.getLogger(__name__)
PROGRAM: Final = "tesseract"
#: Seconds for one side; a card takes two to six.
SECONDS: Final = 60
#: Address space of one reading: four languages need about 400 MB.
MEMORY: Final = 1024 * 1024 * 1024
#: Sparse text in no particular order: what a card is.
PAGE_MODE: Final = "6"
DOTS_AN_INCH: Final = "450"
#: What a card's text may at most fill before it is cut.
MOST_BYTES: Final = 256 * 1024


def is_reader_installed() -> bool:
    """Whether photographed cards can be read here at all."""
    return bool(_languages(shutil.which(PROGRAM)))


# Kept: the program is started to be asked; its languages change with an installation.
@cache
def _languages(program: str | None) -> frozenset[str]:
    """The languages that the program knows, of those that we read; empty without the program."""
    if program is None:
        return frozenset()
    try:
        answer = _run([program, "--list-langs"])
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(answer.decode("utf-8", "replace").split()) & frozenset(rules.READER_LANGUAGES.values())


def recognise(picture: Path, language: str) -> str:
    """The text of the picture, line by line; "" when the reader fails, takes too long or knows no language of it."""
    program = shutil.which(PROGRAM)
    languages = rules.reader_languages(language, _languages(program))
    if program is None or not languages:
        return ""
    order = [program, str(picture), "stdout", "-l", languages, "--psm", PAGE_MODE, "--dpi", DOTS_AN_INCH]
    try:
        recognised = _run(order)
    except (OSError, subprocess.SubprocessError) as error:
        LOGGER.warning("reading a card failed: %s", type(error).__name__)  # no message: it may quote the card
        return ""
    text = recognised[:MOST_BYTES].decode("utf-8", "replace").replace("\x00", "").replace("\f", "\n")
    return text.strip()[: rules.TEXT_LIMIT]


def _run(order: list[str]) -> bytes:
    """What the program prints. CalledProcessError when it fails, TimeoutExpired when it takes too long.

    The bounds are set on the child once it runs: code between fork and exec is not safe in a process with threads.
    """
    with subprocess.Popen(  # noqa: S603  # a fixed program on a picture that we wrote ourselves
        order,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
        close_fds=True,
    ) as child:
        try:
            _bound(child.pid)
            printed, _ = child.communicate(timeout=SECONDS)
        except BaseException:
            child.kill()
            raise
    if child.returncode != 0:
        raise subprocess.CalledProcessError(child.returncode, PROGRAM)
    return printed


def _bound(pid: int) -> None:
    """Limit memory and processor time of a running child, where the system can (Linux)."""
    limit = getattr(resource, "prlimit", None)
    if limit is None:
        return
    try:
        limit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        limit(pid, resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    except ProcessLookupError:
        return  # it has ended already
