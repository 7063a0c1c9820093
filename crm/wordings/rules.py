"""In which language a text is, and how it is known again."""

import hashlib
import re
import unicodedata
from typing import Final, NamedTuple

from crm.audit.rules import Verb
from crm.core.hanja import han_language
from crm.core.languages import LANGUAGE_LABELS
from crm.core.scripts import Script, is_han, script_of
from crm.core.texts import N_

#: What a wording may hold: more than the longest text of a record.
LIMIT: Final = 8000

GIVEN = Verb("wording.given", N_("Translation entered"))
CHANGED = Verb("wording.changed", N_("Translation changed"))

LANGUAGES: Final = LANGUAGE_LABELS
#: What stands on paper behind a text of another language that nobody has put into that of the paper.
WRITTEN_IN: Final[dict[str, str]] = {
    "ja": N_("[written in Japanese]"),
    "zh-Hans": N_("[written in Chinese]"),
    "ko": N_("[written in Korean]"),
    "en": N_("[written in English]"),
    "ru": N_("[written in Russian]"),
}


_QUOTED: Final = re.compile("[「『“]([^「」『』“”]+)[」』”]")
_BESIDE: Final = re.compile("[（(][「『“][^「」『』“”]+[」』”][）)]")
#: Whose quotations are told by their characters; Latin letters are as often a name.
_QUOTABLE: Final = frozenset({"ja", "zh-Hans", "ko"})
#: A word of English, no part of a code, an address or a name; and those that stand within names as well.
_CODES: Final = re.compile("[A-Z0-9]{1,6}(?:[・、，][A-Z0-9]{1,6})+")
_WORD: Final = r"(?<![\w@./&'’-])[a-z]{2,}(?:['’-][a-z]+)*['’]?(?![\w@/]|\.\w)"
_IN_ROW: Final = re.compile(rf"{_WORD}(?:,? {_WORD})+")
_IN_NAMES: Final = frozenset({"of", "the", "and", "for", "in", "de", "la", "van", "von", "der"})
#: What is said of a place: around 延吉市.
_BEFORE_PLACE: Final = re.compile(r"(?<![\w@./&'’-])(?:around|near|at|in|to|from|opposite) (?=[^\x00-\u02ff])")


class Origin(NamedTuple):
    """The language a text was written in; `guessed` when only its characters or its place tell so.

    The language is "" where a text has none: figures, codes (CA 133), names in Latin letters.
    """

    language: str
    guessed: bool


def digest_of(text: str) -> str:
    """By what a text is known again, whatever record it stands in; blanks around it and line ends do not count."""
    lines = "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", text).strip().splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()


def origin(text: str, usual: str) -> Origin:
    """The language of a text by its script, then by characters that one country alone writes; else `usual`.

    Kana and hangul leave no doubt; that Han alone is `usual` is a guess.
    """
    match script_of(text):
        case Script.KANA | Script.JAPANESE:
            return Origin("ja", guessed=False)
        case Script.HANGUL:
            return Origin("ko", guessed=False)
        case Script.HAN if any(map(is_han, text)):
            return Origin(han_language(text) or usual, guessed=True)
        case Script.LATIN:
            return Origin("en" if _is_prose(text) else "", guessed=True)
        case Script.CYRILLIC:
            return Origin("ru", guessed=False)
        case _:
            return Origin("", guessed=False)


def runs(text: str, language: str) -> list[tuple[str, str]]:
    """The parts of a text in `language`, each with its own: what it quotes in another one stays in that.

    「春节前最好卖」 within a Japanese sentence is drawn, and read aloud, as Chinese.
    """
    found, end = list[tuple[str, str]](), 0
    for quote in _QUOTED.finditer(text):
        other = origin(quote[1], language).language
        if other in _QUOTABLE - {language}:
            found += [(text[end : quote.start(1)], language), (quote[1], other)]
            end = quote.end(1)
    return [*found, (text[end:], language)]


def is_quoting(text: str, language: str) -> bool:
    """Whether a text quotes what its readers may not read, without saying what it means: in brackets it stands beside
    that, （「手感不错」）."""
    return len(runs(_BESIDE.sub("", text), language)) > 1


def has_other_words(text: str, language: str) -> bool:
    """Whether words of another language stand in a text that is said to be in this one: two lower-case words in Latin
    letters beside characters, kana or hangul in English. Names and codes (JETRO, CA 133) may stand in any.
    """
    if language in _QUOTABLE:
        rows = (re.findall(r"[a-z]+", row[0]) for row in _IN_ROW.finditer(text))
        return any(not _IN_NAMES.issuperset(row) for row in rows) or _BEFORE_PLACE.search(text) is not None
    return language == "en" and script_of(text) in (Script.KANA, Script.JAPANESE, Script.HANGUL)


def _is_prose(text: str) -> bool:
    """Whether Latin letters are English words: names and codes begin with capitals, addresses of mail have a sign."""
    parts = (part.strip("'’\"“”():;.!?") for part in text.replace("-", " ").replace(",", " ").split())
    words = [word for word in parts if word.isalpha() and len(word) > 1]
    return len(words) > 1 and any(map(str.islower, words))


def codes(text: str) -> list[str]:
    """The codes of a text that lists nothing else, parted as in Japanese and Chinese: S・M・L; none of any other."""
    return re.split("[・、，]", text) if _CODES.fullmatch(text) else []
