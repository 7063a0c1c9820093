"""In which language a text is, and how it is known again."""

import hashlib
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


def _is_prose(text: str) -> bool:
    """Whether Latin letters are English words: names and codes begin with capitals, addresses of mail have a sign."""
    words = [word for word in text.replace("-", " ").replace(",", " ").split() if word.isalpha() and len(word) > 1]
    return len(words) > 1 and any(map(str.islower, words))
