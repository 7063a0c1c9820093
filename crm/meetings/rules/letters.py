"""A mail as the mail server hands it over (RFC 5322), read with bounds: nothing in it is executed or fetched."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Final

from crm.core import encodings

LARGEST: Final = 25 * 1024 * 1024
MOST_PARTS: Final = 100
MOST_ATTACHMENTS: Final = 20
LONGEST_TEXT: Final = 100_000
#: Of one line of the head, folded lines taken together: some three hundred addresses.
LONGEST_HEAD: Final = 20_000
_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
#: [N-12] in a subject names negotiation 12.
_REFERENCE: Final = re.compile(r"\[N-(\d{1,9})\]")
#: Lines of a forwarded mail's own head, as mail programs write them in four languages.
_HEADS: Final = re.compile(
    r"^[>\s]*(?:From|To|Cc|差出人|宛先|发件人|寄件人|收件人|抄送|보낸 ?사람|받는 ?사람|참조)\s*[:：](.*)$", re.MULTILINE
)
_HIDDEN: Final = frozenset({"script", "style", "head", "title"})
_BLOCKS: Final = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})


class Unreadable(Exception):
    """What was handed over is no mail that is taken: too large, too many parts, no sender."""


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True)
class MailText:
    """A mail, read."""

    key: str  #: stands for this very mail, whichever way and however often it comes, as a digest
    key_before: str  #: as the key was made before 2026-11-30: of the Message-ID alone, which anybody can write
    sent_at: datetime
    sender: str  #: address in small letters
    sender_name: str
    subject: str
    text: str
    addresses: frozenset[str]  #: of everyone in the head, and in the heads of what was forwarded
    reference: int | None  #: the negotiation named in the subject
    calendar: str | None  #: an invitation, if it is one
    attachments: tuple[Attachment, ...]


def read_letter(raw: bytes) -> MailText:
    """Read one mail. Raises Unreadable."""
    if len(raw) > LARGEST:
        raise Unreadable(f"larger than {LARGEST} bytes")
    try:
        mail = BytesParser(policy=policy.default).parsebytes(raw)
        parts = list(_leaves(mail))
        text = _text(mail)[:LONGEST_TEXT]
        calendar = next((_calendar(part) for part in parts if part.get_content_type() == "text/calendar"), None)
        attachments = tuple(_attachments(parts))[:MOST_ATTACHMENTS]
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as fault:
        raise Unreadable(f"no mail that can be read ({type(fault).__name__})") from fault
    senders = _people(mail, "from")
    if not senders:
        raise Unreadable("no sender")
    subject = _line(_words_of(_head(mail, "subject")))
    found = _REFERENCE.search(subject)
    number = _head(mail, "message-id").strip()
    return MailText(
        key=_key(mail, number, [senders[0][1], subject, text, calendar or ""], attachments) or _digest(_lines(raw)),
        key_before=_digest(number.encode() or raw),
        sent_at=_moment(mail),
        sender=senders[0][1],
        sender_name=senders[0][0][:200],
        subject=subject[:300],
        text=text,
        addresses=frozenset([a for head in ("from", "to", "cc") for _, a in _people(mail, head)]) | _forwarded(text),
        reference=int(found[1]) if found else None,
        calendar=calendar,
        attachments=attachments,
    )


def _key(mail: EmailMessage, number: str, words: list[str], attachments: tuple[Attachment, ...]) -> str:
    """The Message-ID with what is read, so that nobody takes the place of a mail by writing its number into another.

    What differs between two copies of one mail (who carried it, to whom, ends of lines) is not in it. "" without a
    number: two mails of one machine may be the same in all else.
    """
    if not number.strip("<> \t"):
        return ""
    parts = [each.encode() for each in (number, _line(_head(mail, "date")), *words)]
    parts += [part for each in attachments for part in (each.name.encode(), each.content)]
    return _digest("\n".join(_digest(_lines(part).strip()) for part in parts).encode())


def _lines(content: bytes) -> bytes:
    """With the ends of lines of a pipe: a mailbox hands others over."""
    return content.replace(b"\r\n", b"\n")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _leaves(mail: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            raise Unreadable(f"more than {MOST_PARTS} parts")
        if not part.is_multipart():
            yield part


def _head(mail: EmailMessage, name: str) -> str:
    """The lines of the head called `name`, as they were sent, "" when there is none.

    Not as the library reads them: it fails on a `Message-ID: <>`, a `Cc: b@` or a date in the year 9999999999, and
    takes seconds over thousands of addresses.
    """
    found = [str(value) for key, value in mail.raw_items() if key.lower() == name]
    text = ", ".join(found)[:LONGEST_HEAD]
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _words_of(text: str) -> str:
    """A text of the head with its encoded words decoded; as it stands where they are broken."""
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, ValueError, LookupError):
        return text


def _people(mail: EmailMessage, head: str) -> list[tuple[str, str]]:
    """[(name, address)] of a head line."""
    found = getaddresses([_head(mail, head)])
    return [(_line(_words_of(name)), address.lower()) for name, address in found if _ADDRESS.fullmatch(address)]


def _forwarded(text: str) -> frozenset[str]:
    return frozenset(address.lower() for line in _HEADS.findall(text) for address in _ADDRESS.findall(line))


def _line(value: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(value or "")).split())


def _moment(mail: EmailMessage) -> datetime:
    """When it was sent; what has no date, or one of the future, counts as sent now."""
    now = datetime.now(UTC)
    try:
        sent = parsedate_to_datetime(_head(mail, "date"))
        return min((sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC), now)
    except (ValueError, TypeError, OverflowError):
        return now


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _calendar(part: EmailMessage) -> str:
    """An invitation as text: Chinese and Korean offices send it in GB18030 and CP949, not always saying so."""
    return encodings.text_of(_bytes(part), str(part.get_content_charset() or ""))


def _text(mail: EmailMessage) -> str:
    """What is to be read: the plain text, else the words of the HTML."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    content = _bytes(body)
    charset = body.get_content_charset() or "utf-8"
    try:
        words = content.decode(charset, "replace")
    except LookupError:
        words = content.decode("utf-8", "replace")
    if body.get_content_type() == "text/html":
        words = _words(words)
    words = words.replace("\r\n", "\n")
    return "".join(c for c in words if c in "\n\t" or c.isprintable()).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in _HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def _words(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _attachments(parts: list[EmailMessage]) -> Iterator[Attachment]:
    for part in parts:
        name = part.get_filename()
        if name and part.get_content_type() != "text/calendar":
            yield Attachment(_line(name)[:150] or "file", _bytes(part))
