"""Looking into the mailbox that the settings name (IMAP). Nothing in it is changed, marked or deleted."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

from crm.config import Imap
from crm.core.texts import Text

PATIENCE: Final = 30.0  # seconds


#: What the number of a mail, and that of a numbering, can be at most (RFC 9051, 9): 32 bits.
_LARGEST: Final = 2**32 - 1
#: What the library raises over answers that are none; a ValueError also over letters that are no ASCII.
_NO_ANSWER: Final = (imaplib.IMAP4.error, ValueError, LookupError, OverflowError)


class Unreachable(Exception):
    """The mail server does not answer, or not as one does; why, without what it said."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class Mailbox:
    """A folder that is open for reading."""

    def __init__(self, connection: imaplib.IMAP4, validity: int) -> None:
        self._connection = connection
        self.validity = validity  #: while it stays the same, a number means the same mail

    def after(self, uid: int) -> list[int]:
        """The numbers of the mails that came after one, oldest first."""
        found = self._asked("SEARCH", None, "UID", f"{uid + 1}:*")
        words = [word for line in found if isinstance(line, bytes) for word in line.split()]
        numbers = {_number("SEARCH", word) for word in words}
        return sorted(number for number in numbers if number > uid)  # the range always has the last one in it

    def size(self, uid: int) -> int | None:
        """Its bytes; None when it is not there any more."""
        for line in self._asked("FETCH", str(uid), "(RFC822.SIZE)"):
            told = re.search(rb"RFC822\.SIZE (\d{1,20})\b", line if isinstance(line, bytes) else b"")
            if told is not None:
                return int(told[1])
        return None

    def raw(self, uid: int) -> bytes | None:
        """The mail as it was sent; None when it is not there any more."""
        for part in self._asked("FETCH", str(uid), "(BODY.PEEK[])"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return None

    def _asked(self, command: str, *words: str | None) -> list[bytes | tuple[bytes, bytes] | None]:
        try:
            status, answer = self._connection.uid(command, *words)  # type: ignore[arg-type]  # None: no character set
        except OSError as fault:
            raise Unreachable(_silent(fault)) from fault
        except _NO_ANSWER as fault:
            raise Unreachable(_wrong(command)) from fault
        if status != "OK":
            raise Unreachable(_wrong(command))
        return list(answer)


@contextmanager
def opened(imap: Imap) -> Iterator[Mailbox]:
    """The folder of the settings. Raises Unreachable, as all that is asked of it does."""
    with ExitStack() as ending:
        try:
            connection = _connected(imap)
            ending.callback(_leave, connection)
            _sign_in(connection, imap)
            name = '"' + imap.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
            status, _ = connection.select(name, readonly=True)
            if status != "OK":
                raise Unreachable(Text("The mailbox cannot be read: it has no such folder."))
            told = connection.untagged_responses["UIDVALIDITY"][0]
            validity = _number("EXAMINE", told if isinstance(told, bytes) else told[0])
        except OSError as fault:
            raise Unreachable(_silent(fault)) from fault
        except _NO_ANSWER as fault:
            raise Unreachable(_wrong(type(fault).__name__)) from fault
        yield Mailbox(connection, validity)


def _number(command: str, word: bytes) -> int:
    """A number of an answer, bounded."""
    if not re.fullmatch(rb"[0-9]{1,10}", word) or not 0 < (number := int(word)) <= _LARGEST:
        raise Unreachable(_wrong(command))
    return number


def _silent(fault: OSError) -> Text:
    return Text("The mailbox cannot be read: the mail server does not answer (%(fault)s).", fault=type(fault).__name__)


def _wrong(fault: str) -> Text:
    return Text("The mailbox cannot be read: the mail server does not answer as one does (%(fault)s).", fault=fault)


def _leave(connection: imaplib.IMAP4) -> None:
    with suppress(OSError, *_NO_ANSWER):
        connection.logout()


def _sign_in(connection: imaplib.IMAP4, imap: Imap) -> None:
    try:
        connection.login(imap.user, imap.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as fault:
        refused = Text("The mailbox cannot be read: the mail server refuses the user name or the password.")
        raise Unreachable(refused) from fault


def _connected(imap: Imap) -> imaplib.IMAP4:
    if imap.security == "tls":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(imap.host, imap.port, ssl_context=context, timeout=PATIENCE)
    server = imaplib.IMAP4(imap.host, imap.port, timeout=PATIENCE)
    if imap.security == "starttls":
        server.starttls(ssl_context=ssl.create_default_context())
    return server
