"""HTML → PDF in a child process of its own, forked from a server that has WeasyPrint imported already.

The fork server is one process without threads, so forking it is safe however many threads the caller runs,
and a page costs no import after the first.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from signal import SIGALRM, SIGKILL, SIGXCPU

from crm.core.children import forked
from crm.core.errors import DomainError
from crm.core.texts import Text
from crm.pdf import fonts
from crm.pdf.order import RenderLimits, RenderOrder

#: Seconds beyond the child's own alarm after which the parent ends it.
GRACE = 5
DEFAULT_LIMITS = RenderLimits()
LOGGER = logging.getLogger(__name__)

_context = forked("crm.pdf.engine")

Progress = Callable[[int], None]


class RenderFailed(DomainError):
    """The document could not be set; `text` says why, in words for the person who asked for it."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text

    @property
    def reason(self) -> Text:
        return self.text


class TooLong(RenderFailed):
    """It has more pages than it may have."""


def render(
    html: str,
    *,
    assets: Mapping[str, bytes],
    css: Sequence[str],
    progress: Progress | None = None,
    limits: RenderLimits = DEFAULT_LIMITS,
    tighter: str = "",
) -> bytes:
    """The PDF of `html`, a whole document whose data were escaped by the template.

    `css`: texts of style sheets, in order. `assets`: what `app:NAME` addresses in HTML and CSS stand for;
    nothing else is loaded (a foreign picture is left out). `tighter`: one more style sheet, for a document whose last
    page would be filled to less than a third; it is laid out a second time, which takes as long again. `progress`
    gets rising percents below 100.
    `<title>`, `<meta name=author>` and `<html lang>` become the PDF's metadata; `lang` on an element picks
    the regional glyphs. Raises RenderFailed, and RuntimeError when `fonts.install` was not called.
    """
    reason = fonts.unavailable()
    if reason is not None:
        raise RenderFailed(reason)
    return in_a_child(RenderOrder(html, tuple(css), dict(assets), fonts.installed(), limits, tighter), progress)


def in_a_child(order: RenderOrder, progress: Progress | None) -> bytes:
    """What the child process makes of an order, which it does not outlive. Errors as of `render`."""
    ours, theirs = _context.Pipe(duplex=False)
    child = _context.Process(target=_child, args=(order, theirs), daemon=True)
    try:
        child.start()
        theirs.close()
        return _await(child, ours, progress, order.limits)
    finally:
        ours.close()
        theirs.close()
        _end(child)


def _child(order: RenderOrder, out: Connection) -> None:
    from crm.pdf import engine  # slow, and loaded in the fork server already

    engine.work(order, out)


def _await(child: ForkServerProcess, messages: Connection, progress: Progress | None, limits: RenderLimits) -> bytes:
    """Read the child's messages until it is done, failed, dead or late."""
    end = time.monotonic() + limits.seconds + GRACE
    while messages.poll(max(0.0, end - time.monotonic())):
        try:
            message = messages.recv_bytes()
        except EOFError:
            child.join(GRACE)
            raise RenderFailed(_cause_of_death(child.exitcode, limits)) from None
        head, body = message[:1], message[1:]
        if head == b"D":
            return body
        if head == b"F":
            code, _, where = body.decode("ascii").partition(" ")
            if where:
                LOGGER.error("setting a document failed: %s", where)
            raise (TooLong if code == "pages" else RenderFailed)(_explain(code, limits))
        if progress is not None:
            progress(body[0])
    raise RenderFailed(_explain("time", limits))


def _cause_of_death(exitcode: int | None, limits: RenderLimits) -> Text:
    late = exitcode in (-SIGALRM, -SIGXCPU, -SIGKILL, None)
    return _explain("time" if late else "died", limits)


def _explain(code: str, limits: RenderLimits) -> Text:
    reasons = {
        "time": Text(
            "The document took longer than %(seconds)s seconds to lay out. Print a smaller part of it.",
            seconds=limits.seconds,
        ),
        "pages": Text("The document has more than %(pages)s pages. Print a smaller part of it.", pages=limits.pages),
        "memory": Text("The document needs too much memory. Print a smaller part of it."),
        "depth": Text("The document is nested too deeply to be laid out."),
        "asset": Text("A picture or style sheet of the document's template is missing."),
        "reach": Text("The document asks for something outside itself."),
        "died": Text("The process that lays out the document ended unexpectedly."),
    }
    return reasons.get(code, reasons["died"])


def _end(child: ForkServerProcess) -> None:
    if child.pid is None:  # it could not be started: why is what whoever asked is to hear
        return
    with suppress(ValueError):  # it does not end
        child.kill()
        child.join(GRACE)
        child.close()
