"""vCards 2.1, 3.0 and 4.0 as a table: one card a row, the columns are import targets.

Written for what phones and mail programs really send: quoted-printable with soft line breaks, groups
(`item1.EMAIL`), bare types (`TEL;CELL`), half-width readings in SOUND, several names for several scripts.
PHOTO and every address outside the card are left alone.
"""

import quopri
import re
import unicodedata
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from crm.core import encodings
from crm.core.names import Script, script_of
from crm.interchange.rules.cells import TELLING, address, phone_kind

#: The columns of the table; a target may stand twice. New ones go to the end: files under way are read by position.
HEADINGS: Final = (
    ("family", "given", "full_name", "family_reading", "given_reading", "latin_name")
    + ("organisation", "organisation_reading", "department", "title")
    + ("email", "email", "email", "mobile", "mobile", "tel", "tel", "direct", "fax", "url")
    + ("postal_code", "address", "country", "tags", "notes", "wechat", "kakao", "line", "qq")
    + ("other_name", "other_name", "nickname", "nickname")
)
_SKIPPED: Final = ("PHOTO", "LOGO", "KEY")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PART = re.compile(r"(?<!\\);")
_COMMA = re.compile(r"(?<!\\),")
_EXTENSION = re.compile(r";ext=([0-9]+)", re.IGNORECASE)
_PARAMETERS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*\Z)')
_SOFT = re.compile(rb"=[ \t]*\r?\n")
_MESSENGERS: Final = {"wechat": "wechat", "weixin": "wechat", "kakao": "kakao", "line": "line", "qq": "qq"}

_ACCOUNT: Final = re.compile(r"(WeChat|Kakao(?=Talk)|LINE|QQ)(?:Talk)?: (\S+)")

#: Puts a value under a target.
Put = Callable[[str, str], None]


@dataclass(frozen=True)
class Property:
    """One line of a card: name and types in upper case, its group, the value with escapes."""

    name: str
    types: frozenset[str]
    language: str
    group: str
    value: str
    sorted_as: str = ""  #: by what a list sorts it: in Japan the reading

    def parts(self) -> list[str]:
        """The value at its semicolons, without escapes."""
        return [plain(part) for part in _PART.split(self.value)]


def plain(text: str) -> str:
    r"""A value without its escapes: \, \; \n."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def unfolded(text: str) -> Iterator[str]:
    """Logical lines: RFC folds joined, soft breaks of quoted-printable joined, too."""
    line, quoted = "", False
    for raw in re.split(r"\r\n|\n|\r", text):
        if quoted and line.endswith("="):
            line = line[:-1] + raw.lstrip(" \t")
            continue
        if raw[:1] in (" ", "\t") and line and not quoted:
            line += raw[1:]
            continue
        if line:
            yield line
        line = raw
        quoted = "QUOTED-PRINTABLE" in raw.partition(":")[0].upper()
    if line:
        yield line


def parsed(line: str, charset: str) -> Property | None:
    """One logical line; None for what is no property. `charset` reads quoted-printable that names none."""
    head, colon, value = _divided(line)
    name, *given = _PARAMETERS.split(head)
    group, _, bare = name.rpartition(".")
    if not colon or not bare:
        return None
    types, language, encoding, sorted_as = set(), "", "", ""
    for item in given:
        key, equals, word = item.partition("=")
        key, words = (key.upper(), word) if equals else ("TYPE", key)
        if key == "CHARSET":
            charset = words
        elif key == "ENCODING" or words.upper() in ("QUOTED-PRINTABLE", "BASE64"):
            encoding = words.upper()
        elif key == "LANGUAGE":
            language = words.lower()
        elif key == "SORT-AS":
            sorted_as = words.strip('"')
        elif key == "LABEL":
            continue  # an address once more, as one text
        else:
            types |= set(words.replace('"', "").upper().split(","))
    if encoding == "QUOTED-PRINTABLE":
        value = _quoted(value, charset)
    elif encoding in ("B", "BASE64"):
        value = _unpacked(value, charset)
    return Property(bare.upper(), frozenset(types), language, group.lower(), value, sorted_as)


def _divided(line: str) -> tuple[str, str, str]:
    """A line at the colon before its value; parameters in quotation marks may have colons, too."""
    head, colon, value = line.partition(":")
    while colon and head.count('"') % 2:
        more, colon, value = value.partition(":")
        head = f"{head}:{more}"
    return (head, colon, value) if colon else line.partition(":")


def _quoted(value: str, charset: str) -> str:
    return _spelt(quopri.decodestring(_SOFT.sub(b"", value.encode("latin-1", "replace"))), charset)


def _unpacked(value: str, charset: str) -> str:
    """A text in base64; what is none stays as it stands."""
    try:
        return _spelt(b64decode("".join(value.split()), validate=True), charset)
    except ValueError:
        return value


def _spelt(raw: bytes, charset: str) -> str:
    return raw.decode(encodings.codec(charset) or "utf-8", "replace")


def cards(text: str, charset: str) -> Iterator[list[Property]]:
    """The cards of a file, one after the other; what stands between them is left out."""
    current: list[Property] | None = None
    for line in unfolded(text):
        upper = line.strip().upper()
        if upper == "BEGIN:VCARD":
            if current:
                yield current  # its end is missing
            current = []
        elif upper == "END:VCARD":
            if current is not None:
                yield current
            current = None
        elif current is not None and not upper.startswith(_SKIPPED):
            found = parsed(line, charset)
            if found is not None:
                current.append(found)
    if current:
        yield current


def row_of(card: list[Property]) -> list[str]:
    """A card as a row under HEADINGS; what has no column left is dropped into the notes."""
    values: dict[str, list[str]] = {}

    def put(target: str, text: str) -> None:
        if text and text not in values.setdefault(target, []):
            values[target].append(text)

    _names(card, put)
    _sorted_by(card, put)
    labels = {item.group: item.value for item in card if item.name == "X-ABLABEL" and item.group}
    for item in sorted(card, key=lambda item: item.name == "ROLE"):  # what somebody does counts behind the post
        _read(item, labels.get(item.group, "") if item.group else "", put)
    return _laid_out(values)


def _names(card: list[Property], put: Put) -> None:
    """The card's own name, and further N, FN and NICKNAME: other scripts, other spellings."""
    names = [item.parts() for item in card if item.name == "N"]
    fulls = [plain(item.value) for item in card if item.name == "FN"]
    if _of_company(card, names, fulls):
        if not any(item.name == "ORG" for item in card):
            put("organisation", fulls[0] if fulls else "")
        return
    if names:
        put("family", names[0][0])
        put(
            "given",
            " ".join(filter(None, names[0][1:3])) + next((word for word in names[0][3:] if word in TELLING), ""),
        )
    if fulls and not (names and any(names[0][:2])):
        put("full_name", fulls.pop(0))
    spelt = [part for parts in names for part in parts]
    others = [_as_shown(_composed(item), fulls) for item in card if item.name == "N"][1:]
    for other in others + [full for full in fulls if _says_more(full, spelt)]:
        put("latin_name" if other.isascii() else "other_name", other)
    for item in card:
        if item.name == "NICKNAME":
            for nickname in map(plain, _COMMA.split(item.value)):
                written = nickname.isascii() and " " in nickname and not "".join(spelt).isascii()
                put("latin_name" if written else "nickname", nickname)  # as our own cards have it


def _of_company(card: list[Property], names: list[list[str]], fulls: list[str]) -> bool:
    """Whether a card names nobody: it says so, or the only name on it is that of its organisation."""
    firm = next((item.parts()[0] for item in card if item.name == "ORG"), "")
    spelt = {"".join(parts) for parts in names} - {"", firm}
    told = {(item.name, item.value.strip().upper()) for item in card}
    if told & {("X-ABSHOWAS", "COMPANY"), ("KIND", "ORG")}:
        return not spelt
    return bool(firm) and not spelt and not set(fulls) - {"", firm}


def _sorted_by(card: list[Property], put: Put) -> None:
    """The reading of a name as Android writes it, in kana, when the card has no property for it."""
    if any(item.name in ("X-PHONETIC-LAST-NAME", "X-PHONETIC-FIRST-NAME", "SOUND", "X-KANA") for item in card):
        return
    told = [item.sorted_as for item in card if item.name == "N"] + [
        plain(item.value) for item in card if item.name == "SORT-STRING"
    ]
    for text in filter(None, told):
        family, _, given = text.replace(",", " ").partition(" ")
        if script_of(text) is Script.KANA:
            put("family_reading", family)
            put("given_reading", given.strip())
            return


def _composed(item: Property) -> str:
    """Family and given name as the language writes them: without a space in Chinese and Korean."""
    family, given, *_ = [*item.parts(), ""]
    tight = item.language.startswith(("zh", "ko")) or "가" <= family[:1] <= "힣"
    return family + given if tight and not family.isascii() else f"{family} {given}".strip()


def _as_shown(name: str, fulls: list[str]) -> str:
    """A composed name in the order in which an FN of the card has it: Minato Mitarai."""
    return next((full for full in fulls if sorted(full.split()) == sorted(name.split())), name)


def _says_more(full: str, parts: list[str]) -> bool:
    """Whether FN has letters that no part of any N has: 김철수 beside Kim;Cheolsu."""
    for word in sorted((word for part in parts for word in part.split()), key=len, reverse=True):
        full = full.replace(word, " ")
    return any(character.isalpha() for character in full)


def _read(item: Property, label: str, put: Put) -> None:
    value = plain(item.value)
    if item.name == "ORG":
        parts = item.parts()
        put("organisation", parts[0])
        put("department", " ".join(filter(None, parts[1:])))
    elif item.name == "ADR":
        box, extended, street, city, region, postal, country, *_ = [*item.parts(), *[""] * 7]
        put("postal_code", postal)
        pieces = ((0, region), (1, city), (2, street), (2, extended), (2, box))
        put("address", address([(rank, piece.replace("\n", " ")) for rank, piece in pieces if piece]))
        put("country", country)
    elif item.name == "TEL":
        number = value[4:] if value.lower().startswith("tel:") else value
        put(_phone_kind(item.types, label), _EXTENSION.sub(r" ext. \1", number))
    elif item.name == "SOUND" and "X-IRMC-N" in item.types:
        family, given, *_ = [*(unicodedata.normalize("NFKC", part) for part in item.parts()), "", ""]
        put("family_reading", family)
        put("given_reading", given)
    elif item.name in _SINGLE:
        put(_SINGLE[item.name], value)
    elif item.name == "NOTE":
        _noted(value, put)
    elif item.name in ("IMPP", "X-SOCIALPROFILE", "X-WECHAT", "X-QQ"):
        _messenger(item, value, put)


_SINGLE: Final = {
    "TITLE": "title",
    "EMAIL": "email",
    "URL": "url",
    "CATEGORIES": "tags",
    "X-PHONETIC-LAST-NAME": "family_reading",
    "X-PHONETIC-FIRST-NAME": "given_reading",
    "X-PHONETIC-ORG": "organisation_reading",
    "X-KANA": "family_reading",
    "X-GN": "tags",  # the group of an old phone
    "ROLE": "title",
}


def _noted(text: str, put: Put) -> None:
    """A note, without the lines in which cards tell accounts that no property is for: WeChat: tanaka_t."""
    rest = []
    for line in text.splitlines():
        account = _ACCOUNT.fullmatch(line)
        if account:
            put(_MESSENGERS[account[1].lower()], account[2])
        else:
            rest.append(line)
    put("notes", "\n".join(rest))


def _messenger(item: Property, value: str, put: Put) -> None:
    words = f"{item.name} {' '.join(item.types)} {value}".lower()
    for word, target in _MESSENGERS.items():
        if word in words:
            put(target, value.rpartition(":")[2])
            return
    put("notes", value)


def _phone_kind(types: frozenset[str], label: str) -> str:
    if "FAX" in types:
        return "fax"
    return "mobile" if types & {"CELL", "IPHONE"} else phone_kind(label)


def _laid_out(values: dict[str, list[str]]) -> list[str]:
    row = []
    for target in HEADINGS:
        left = values.get(target, [])
        row.append(left.pop(0) if left else "")
    notes = HEADINGS.index("notes")
    rest = [text for target, left in values.items() if target != "notes" for text in left]
    row[notes] = "\n".join(filter(None, [row[notes], *values.get("notes", []), *rest]))
    return row
