"""How log lines are written: what failed and where, never what it was about.

The message of an error may quote what somebody typed (a database names the value that it refused), so that none is
written: its kind and the places in the code are.
"""

import json
import logging
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

from crm.core import tracing

#: Loggers of others that quote the documents they set.
_QUOTING: Final = ("weasyprint", "fontTools")
_PLAIN: Final = "[%(asctime)s] %(levelname)s in %(module)s: %(message)s"
_SysExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def told(error: BaseException | None) -> str:
    """An error and those that it came from, the first one first: where each was raised and its kind, without its words.

    What came meanwhile of an error that a `raise … from None` hid stays hidden.
    """
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = [
        "".join(traceback.format_tb(each.__traceback__)) + f"{type(each).__module__}.{type(each).__qualname__}"
        for each in reversed(chain)
    ]
    return "\n".join(parts)


class Lines(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have put the words of the error there
        return super().format(record)

    def formatException(self, ei: _SysExcInfo) -> str:  # noqa: N802  # the name in logging
        return told(ei[1])


class Objects(logging.Formatter):
    """One JSON object a line, for programs that collect them."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "request": tracing.request_id.get(),
            **self.content(record),
        }
        if record.exc_info:
            found["error"] = told(record.exc_info[1])
        return json.dumps({name: value for name, value in found.items() if value != "-"}, ensure_ascii=False)

    def content(self, record: logging.LogRecord) -> dict[str, Any]:
        """What the record says, beside what all of them do."""
        return {"message": record.getMessage()}


class _Errors(logging.Handler):
    """Writes where errors go at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(lambda record: not record.name.startswith(_QUOTING))

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        with suppress(OSError):  # a log that is full or closed stops nobody's work
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()


def install(*, as_json: bool) -> None:
    """Have this process's loggers write so, unless whoever started it has already said how (as the tests do)."""
    root = logging.getLogger()
    for handler in root.handlers:
        if isinstance(handler, _Errors):
            handler.setFormatter(Objects() if as_json else Lines(_PLAIN))
    if not root.handlers:
        handler = _Errors()
        handler.setFormatter(Objects() if as_json else Lines(_PLAIN))
        root.addHandler(handler)
