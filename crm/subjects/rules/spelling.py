"""Names and numbers found in texts, however they are spelt: width, capitals, kana, spaces and marks between.

Nothing here asks what a language means: two spellings are one when they are the same letters in the same order.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

Span = tuple[int, int]

#: What stands between the parts of a name or a number.
_BETWEEN: Final = ".'’・･·•‧-‐‑‒–—−()/\u200b\u200c\u200d\ufeff"
#: Katakana are compared as hiragana.
_FOLD: Final = dict.fromkeys(map(ord, _BETWEEN)) | {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
#: Vowel and final letters of Korean that are written apart belong to the one before.
_JAMO: Final = range(0x1160, 0x1200)


def folded(text: str) -> str:
    """How a text is compared."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().translate(_FOLD).split())


def spans(text: str, terms: Iterable[str], *, longer: Sequence[str] = ()) -> list[Span]:
    """Where a text holds one of the terms, the longest first, none inside another; not where the place belongs to a
    longer name, one of `longer`, which are folded."""
    whole, places = _mapped(text)
    names = [span for name in longer for span in _found(whole, name)]
    taken: list[Span] = []
    for term in sorted({folded(term) for term in terms} - {""}, key=lambda one: (-len(one), one)):
        for begin, end in _found(whole, term):
            begun, ended = places[begin][0], places[end - 1][1]
            if _is_part(text, begun, ended) or any(b <= begin and end <= e for b, e in names):
                continue
            if not any(begun < e and b < ended for b, e in taken):
                taken.append((begun, ended))
    return sorted(taken)


def replaced(text: str, found: Sequence[Span], mark: str) -> str:
    """A text with a mark in the place of what was found."""
    for begin, end in reversed(found):
        text = text[:begin] + mark + text[end:]
    return text


def _mapped(text: str) -> tuple[str, list[Span]]:
    """A text as it is compared, and where in it each letter of that stands."""
    letters: list[str] = []
    places: list[Span] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _belongs(text[end]):
            end += 1
        part = folded(text[at:end])
        letters.append(part)
        places += [(at, end)] * len(part)
        at = end
    return "".join(letters), places


def _belongs(letter: str) -> bool:
    return letter in "\uff9e\uff9f" or unicodedata.combining(letter) != 0 or ord(letter) in _JAMO


def _found(whole: str, term: str) -> list[Span]:
    found, at = [], whole.find(term)
    while at >= 0:
        found.append((at, at + len(term)))
        at = whole.find(term, at + 1)
    return found


def _is_part(text: str, begin: int, end: int) -> bool:
    """Whether it goes on before or behind: “Li Na” in “Li Nan”, one number in a longer one."""
    return (begin > 0 and _goes_on(text[begin - 1], text[begin])) or (
        end < len(text) and _goes_on(text[end - 1], text[end])
    )


def _goes_on(one: str, next: str) -> bool:
    if one.isdigit() or next.isdigit():
        return one.isdigit() and next.isdigit()
    return _is_latin(one) and _is_latin(next)


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and ord(letter) < 0x250
