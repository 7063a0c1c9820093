"""From the recognised text of a card to a draft of a person. Everything here is a guess that a human confirms."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from crm.cards.rules import words
from crm.contacts.rules import REGIONS, guess_language
from crm.core.cleaning import to_ascii_forms
from crm.core.contact_points import normalise
from crm.core.errors import Refused
from crm.core.scripts import Script, is_han, script_of

MOST_LINES: Final = 120
LONGEST_LINE: Final = 200

_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?[A-Za-z0-9][A-Za-z0-9.-]{0,80}\.[A-Za-z]{2,10}")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s,;、，]{3,120}", re.IGNORECASE)
_LABELS = "|".join(f"(?P<{kind}>{forms})" for kind, forms in words.LABELS.items())
#: A number of 7 to 20 characters of digits and signs, with the word before it if there is one.
_NUMBER = re.compile(
    rf"(?:(?<![A-Za-z])(?:{_LABELS})\s*[.:：/／]?\s*)?(?P<number>\+?\(?[0-9][0-9()\-－ー‐–. ]{{5,22}}[0-9])",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    rf"(?<![A-Za-z])(?:(?P<wechat>{words.LABELS['wechat']})|(?P<line>{words.LABELS['line']})|(?P<kakao>{words.LABELS['kakao']})"
    rf"|(?P<qq>{words.LABELS['qq']}))\s*[.:：]\s*(?P<account>[A-Za-z0-9][A-Za-z0-9_.-]{{3,29}})",
    re.IGNORECASE,
)
_MOBILE = {"ja": re.compile(r"0[789]0"), "zh-Hans": re.compile(r"1[3-9][0-9]{9}$"), "ko": re.compile(r"01[016789]")}


@dataclass(frozen=True)
class CardDraft:
    """What a card seems to say. `contacts` are (kind, value) as printed; `latin` is the name in Latin letters."""

    language: str
    full: str = ""
    reading: str = ""
    latin: str = ""
    organisation: str = ""
    department: str = ""
    title: str = ""
    contacts: tuple[tuple[str, str], ...] = ()
    address: str = ""
    postal_code: str = ""


@dataclass
class _Findings:
    """What the lines have given so far."""

    contacts: list[tuple[str, str]] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    postal_code: str = ""
    names: list[str] = field(default_factory=list)


def read(texts: Sequence[str], language: str = "") -> CardDraft:
    """A draft from the text of the sides, front first. `language` is that of the front, when somebody said it.

    Never fails: what is not understood is left out, and an empty text gives an empty draft.
    """
    sides = [_lines(text) for text in texts]
    tag = language or _language(sides)
    found = _Findings()
    for line in (line for side in sides for line in side):
        _sort(line, tag, found)
    full = _name(found.names, tag)
    organisation = _in_language(found.organisations, tag)
    return CardDraft(
        language=tag,
        full=full,
        reading=next((name for name in found.names if _is_kana_name(name) and name != full), "") if tag == "ja" else "",
        latin=next((name for name in found.names if _is_latin_name(name)), "") if tag != "en" else "",
        organisation=organisation,
        department=_in_language(found.departments, tag),
        title=_in_language(found.titles, tag),
        contacts=tuple(dict.fromkeys(found.contacts)),
        address=_in_language(found.addresses, tag),
        postal_code=found.postal_code,
    )


# ------------------------------------------------------------------ lines


def _lines(text: str) -> list[str]:
    """The lines with full-width letters folded and the gaps closed that recognition puts between characters."""
    lines = (_closed(" ".join(to_ascii_forms(line).split()))[:LONGEST_LINE] for line in text.splitlines()[:MOST_LINES])
    return [line for line in map(_bare, lines) if line]


def _bare(line: str) -> str:
    """A line without specks around it; the full stop of Co., Ltd. is none."""
    bare = line.strip(" .,-_|'\"·•°~*")
    return f"{bare}." if words.STOPPED.search(bare) and f"{bare}." in line else bare


def _closed(line: str) -> str:
    """田 中 太 郎 → 田中太郎 and 小林 里 美 → 小林里美, but 渡邊 浩 and 部長 李明淑 as they are."""
    tokens = line.split(" ")
    result = tokens[0]
    for before, token in zip(tokens, tokens[1:], strict=False):
        result += token if _belong_together(before, token, alone=len(tokens) == 2) else f" {token}"
    return result


def _belong_together(before: str, token: str, *, alone: bool) -> bool:
    """Whether recognition put a gap between two words of CJK characters where the card has none.

    Two words that are `alone` in their line are more likely a name that is printed with a gap: 渡邊 浩.
    """
    if not (_is_cjk(before[-1:]) and _is_cjk(token[:1])):
        return False
    lengths = sorted((len(before), len(token)))
    return lengths == [1, 1] or (
        lengths == [1, 2] and not alone and not (words.TITLE.search(before) or words.TITLE.search(token))
    )


def _is_cjk(character: str) -> bool:
    return script_of(character) in (Script.HAN, Script.KANA, Script.HANGUL) or character in "ー々"


def _language(sides: Sequence[Sequence[str]]) -> str:
    """The language of the first side that has letters; characters alone are told by their forms and numbers."""
    for side in sides:
        text = "".join(side)
        hangul = sum(script_of(c) is Script.HANGUL for c in text)
        kana = sum(script_of(c) is Script.KANA for c in text)
        han = sum(map(is_han, text))
        if hangul and hangul >= han:
            return "ko"
        if kana >= 3:
            return "ja"
        if han >= 4:
            return "zh-Hans" if sum(map(_is_simplified, text)) >= 2 else "ja"
    return "en"


def _is_simplified(character: str) -> bool:
    """Whether it is a form of China's that no Japanese coded character set has: 贸 经 边."""
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return is_han(character)
    return False


def _sort(line: str, tag: str, found: _Findings) -> None:
    """Put one line where it belongs: contacts first, since what is left of the line may say more."""
    rest = _take_contacts(line, tag, found)
    postal = words.POSTAL.search(rest)
    if postal is not None:
        found.postal_code = found.postal_code or next(filter(None, postal.groups()))
        rest = f"{rest[: postal.start()]} {rest[postal.end() :]}".strip(" :：()")
    if not rest:
        return
    if words.ADDRESS.search(rest) and not _is_organisation(rest):
        found.addresses.append(words.ADDRESS_LABEL.sub("", rest))
        return
    _sort_words(rest, found)


def _sort_words(rest: str, found: _Findings) -> None:
    if _is_organisation(rest):
        found.organisations.append(rest)
        return
    titles, others = _parted(rest)
    if titles:
        found.titles.append(" ".join(titles))
    left = " ".join(others)
    if not left:
        return
    if any(map(words.DEPARTMENT.search, others)) and not words.NO_NAME.search(left):
        found.departments.append(left)
    elif not words.NO_NAME.search(left):
        found.names.append(left)


def _is_organisation(line: str) -> bool:
    return bool(words.ORGANISATION.search(line)) and not words.TITLE.search(line)


def _parted(line: str) -> tuple[list[str], list[str]]:
    """The words of a line that name a post, and the others. A line in Latin letters is one or the other."""
    if script_of(line) in (Script.LATIN, Script.CYRILLIC, Script.COMMON):
        return ([line], []) if words.TITLE.search(line) else ([], [line])
    tokens = line.replace("／", "/").replace("/", " ").split()
    titles, others = [], []
    for token in tokens:
        glued = None if words.TITLE.search(token) else words.TITLE_AND_NAME.fullmatch(token)
        if glued is not None:
            titles.append(glued["title"])
            others.append(glued["name"])
        else:
            (titles if words.TITLE.search(token) else others).append(token)
    return titles, others


# ------------------------------------------------------------------ contacts


def _take_contacts(line: str, tag: str, found: _Findings) -> str:
    """Note the contacts of a line and return what is left of it."""
    for pattern, kind in ((_EMAIL, "email"), (_URL, "url")):
        for match in pattern.finditer(line):
            _note(kind, match.group().replace(" ", "").rstrip(".,)"), tag, found)
        line, count = pattern.subn(" ", line)
        if count:
            line = re.sub(
                r"(?i)(?<![a-z])(?:e-?mail|mail|url|web(?:site)?|hp|邮箱|电子邮件|メール|이메일|e|w)\s*[:：.]?\s*$",
                "",
                line.strip(),
            )
    for match in _ACCOUNT.finditer(line):
        _note(_kind(match), match["account"], tag, found)
    line = _ACCOUNT.sub(" ", line)
    for match in _NUMBER.finditer(line):
        if _is_number(match, line):
            _note(_kind(match) or _guessed(match["number"], tag), match["number"].strip(), tag, found)
    return _NUMBER.sub(lambda match: " " if _is_number(match, line) else match.group(), line).strip(" ,;/|")


def _kind(match: re.Match[str]) -> str:
    return next((kind for kind in words.LABELS if match.groupdict().get(kind)), "")


def _is_number(match: re.Match[str], line: str) -> bool:
    """Whether it is a telephone number and no postal code, house number or date."""
    digits = sum(character.isdigit() for character in match["number"])
    if words.POSTAL.match(line[max(0, match.start() - 1) :]) or words.POSTAL.match(line[match.start() :]):
        return False
    return 9 <= digits <= 15 or (bool(_kind(match)) and digits >= 7)


def _guessed(number: str, tag: str) -> str:
    digits = re.sub(r"[^0-9]", "", number)
    for code, lead in (("86", ""), ("81", "0"), ("82", "0")):
        if number.startswith("+" + code):
            digits = lead + digits[2:]
    return "mobile" if any(pattern.match(digits) for pattern in _for(tag, number)) else "tel"


def _for(tag: str, number: str) -> Iterable[re.Pattern[str]]:
    country = {"+81": "ja", "+86": "zh-Hans", "+82": "ko"}.get(number[:3])
    wanted = country or tag
    return (_MOBILE[wanted],) if wanted in _MOBILE else ()


def _note(kind: str, value: str, tag: str, found: _Findings) -> None:
    """Keep a contact that can be used; recognition gone wrong is left out, the picture still shows it."""
    try:
        comparable = normalise(kind, value, REGIONS.get(tag, ""))
    except Refused:
        return
    known = {normalise(k, v, REGIONS.get(tag, "")) for k, v in found.contacts if k == kind}
    if comparable and comparable not in known:
        found.contacts.append((kind, value))


# ------------------------------------------------------------------ names


def _name(candidates: Sequence[str], tag: str) -> str:
    """The line that looks most like a name in the card's language; the first of equals."""
    scored = [(_likeness(name, tag), -place, name) for place, name in enumerate(candidates)]
    best = max(scored, default=(0, 0, ""))
    name = best[2] if best[0] > 0 else ""
    return name.replace(" ", "") if tag in ("zh-Hans", "ko") else name


def _likeness(name: str, tag: str) -> int:
    bare = name.replace(" ", "")
    if tag == "zh-Hans":
        fits = 2 <= len(bare) <= 4 and all(map(is_han, bare))
        return 3 * fits + 2 * (fits and bare[0] in words.FAMILIES_HAN)
    if tag == "ko":
        hangul = all(script_of(c) is Script.HANGUL for c in bare)
        fits = 2 <= len(bare) <= 4 and (hangul or all(map(is_han, bare)))
        return 3 * fits + 2 * (fits and hangul) + 2 * (fits and bare[0] in words.FAMILIES_HANGUL)
    if tag == "ja":
        fits = 3 <= len(bare) <= 8 and script_of(bare) in (Script.HAN, Script.JAPANESE) and all(map(_is_cjk, bare))
        return 3 * fits + 2 * (fits and name.count(" ") == 1) + (fits and len(bare) <= 5)
    return 3 * _is_latin_name(name)


def _is_kana_name(name: str) -> bool:
    bare = name.replace(" ", "").replace("・", "")
    return 3 <= len(bare) <= 16 and script_of(bare) is Script.KANA


def _is_latin_name(name: str) -> bool:
    """Two or three words of letters, each with a capital first: Li Mingshu, KOBAYASHI Satomi, not a slogan."""
    parts = name.replace("-", "").replace("'", "").replace(".", "").split(" ")
    return 2 <= len(parts) <= 3 and all(part.isascii() and part.isalpha() and part[0].isupper() for part in parts)


def _in_language(lines: Sequence[str], tag: str) -> str:
    """The first of the lines that is in the card's language, else the first."""
    return next((line for line in lines if _fits(line, tag)), lines[0] if lines else "")


def _fits(line: str, tag: str) -> bool:
    return guess_language(line, REGIONS.get(tag, "")) == tag
