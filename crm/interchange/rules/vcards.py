"""A person as a vCard 3.0: UTF-8 without BOM, CRLF, lines folded at 75 octets between characters.

Phones show one N and one FN only, so the name is the card's; other scripts stand in X-PHONETIC-*, NICKNAME and NOTE.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

LINE: Final = 75  #: octets
#: Octets that a QR code holds so that a phone reads it from a screen at once.
SMALL: Final = 300
_TYPES: Final = {"tel": "WORK,VOICE", "direct": "WORK,VOICE", "mobile": "CELL,VOICE", "fax": "WORK,FAX"}
_ACCOUNTS: Final = {"wechat": "WeChat", "kakao": "KakaoTalk", "line": "LINE", "qq": "QQ"}


@dataclass(frozen=True)
class Contact:
    """What a card gives out. `points` are (kind, value); `others` further forms of the name."""

    family: str
    given: str
    full: str
    reading: str = ""
    others: Sequence[str] = ()
    organisation: str = ""
    department: str = ""
    title: str = ""
    points: Sequence[tuple[str, str]] = ()
    address: str = ""
    postal_code: str = ""
    country: str = ""
    warning: str = ""  #: what whoever gets the card must know first
    picture: bytes = b""  #: JPEG


def vcard(contact: Contact) -> str:
    """The whole card."""
    return _written([*_named(contact), *_readings(contact), *_posts(contact), *_points(contact), *_rest(contact)])


def vcards(contacts: Iterable[Contact]) -> str:
    """Several cards in one file."""
    return "".join(map(vcard, contacts))


def small(contact: Contact) -> str:
    """Name, organisation, a number, an address of mail and accounts in at most SMALL octets: the text of a QR code."""
    lines = [*_named(contact)]
    if contact.organisation:
        lines.append(f"ORG:{escaped(contact.organisation)}")
    first = dict(reversed(list(contact.points)))
    number = first.get("mobile") or first.get("direct") or first.get("tel")
    wanted = [f"TEL:{escaped(number)}"] if number else []
    wanted += [f"EMAIL:{escaped(first['email'])}"] if "email" in first else []
    wanted += [f"NOTE:{escaped(told)}"] if (told := _accounts(contact)) else []
    for line in wanted:
        if len(_written([*lines, line]).encode()) <= SMALL:
            lines.append(line)
    return _written(lines)


def escaped(text: str) -> str:
    r"""A value as the format wants it: \\ \; \, \n, and no line of its own."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """A line cut after 75 octets, never inside a character; what follows begins with a space."""
    if line.isascii():  # a picture is thousands of such lines
        return "\r\n ".join([line[:LINE], *(line[at : at + LINE - 1] for at in range(LINE, len(line), LINE - 1))])
    parts, current, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            parts.append(current)
            current, size = " ", 1
        current += character
        size += octets
    return "\r\n".join([*parts, current])


def _written(lines: Iterable[str]) -> str:
    return "".join(f"{folded(line)}\r\n" for line in ("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"))


def _named(contact: Contact) -> list[str]:
    family, given = (contact.family, contact.given) if contact.family or contact.given else (contact.full, "")
    return [f"N:{escaped(family)};{escaped(given)};;;", f"FN:{escaped(contact.full)}"]


def _readings(contact: Contact) -> list[str]:
    family, _, given = contact.reading.partition(" ")
    lines = [f"X-PHONETIC-LAST-NAME:{escaped(family)}"] if family else []
    return lines + ([f"X-PHONETIC-FIRST-NAME:{escaped(given)}"] if given else [])


def _posts(contact: Contact) -> list[str]:
    lines = []
    if contact.organisation:
        department = f";{escaped(contact.department)}" if contact.department else ""
        lines.append(f"ORG:{escaped(contact.organisation)}{department}")
    return lines + ([f"TITLE:{escaped(contact.title)}"] if contact.title else [])


def _points(contact: Contact) -> list[str]:
    lines = []
    for kind, value in contact.points:
        if kind in _TYPES:
            lines.append(f"TEL;TYPE={_TYPES[kind]}:{escaped(value)}")
        elif kind == "email":
            lines.append(f"EMAIL;TYPE=WORK:{escaped(value)}")
        elif kind == "url":
            lines.append(f"URL:{escaped(value)}")
        elif kind in _ACCOUNTS:
            lines.append(f"IMPP;X-SERVICE-TYPE={_ACCOUNTS[kind]}:{kind}:{escaped(value)}")
    return lines


def _rest(contact: Contact) -> list[str]:
    lines = []
    if contact.address:
        parts = (contact.address, "", "", contact.postal_code, contact.country)
        lines.append(f"ADR;TYPE=WORK:;;{';'.join(map(escaped, parts))}")
    if contact.others:
        lines.append(f"NICKNAME:{','.join(map(escaped, contact.others))}")
    notes = [contact.warning] if contact.warning else []
    notes += [told] if (told := _accounts(contact)) else []
    lines += [f"NOTE:{escaped(chr(10).join(notes))}"] if notes else []
    return lines + ([f"PHOTO;ENCODING=b;TYPE=JPEG:{b64encode(contact.picture).decode()}"] if contact.picture else [])


def _accounts(contact: Contact) -> str:
    """The accounts as lines of a note, for telephones that know no such property."""
    return "\n".join(f"{_ACCOUNTS[kind]}: {value}" for kind, value in contact.points if kind in _ACCOUNTS)
