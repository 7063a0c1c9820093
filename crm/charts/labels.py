"""How wide a text is and where it may break, estimated without the font.

A drawing is made on the server, where the reader's fonts are unknown: a wide character (hanzi, kana, hangul)
counts 1 em, a capital 0.68 em, any other 0.55 em, which holds for the proportional faces that the style sheets name.
"""

import unicodedata

_WIDE = 1.0
_CAPITAL = 0.68
_NARROW = 0.55
#: What must not begin a line in Japanese and Chinese: closing marks, small kana, the long mark.
_NEVER_FIRST = frozenset("、。，．・：；！？）］｝〉》」』】ー～ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;!?)]}")
#: What must not end a line: opening marks.
_NEVER_LAST = frozenset("（［｛〈《「『【([{")


def text_width(text: str, size: float) -> float:
    """Estimated width of `text` set in `size`, in the same unit; combining marks take no room."""
    return sum(_em(character) for character in text) * size


def wrap(text: str, width: float, size: float) -> list[str]:
    """`text` in lines of at most `width`: broken at spaces, and inside a word only where one is too long.

    A line is longer than `width` only where a single character is, or where a mark must not stand alone at
    the beginning of the next line. Always at least one line.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if text_width(joined, size) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width, size)
        lines.extend(full)
    return [*lines, line] if line or not lines else lines


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    return _CAPITAL if character.isupper() else _NARROW


def _broken(word: str, width: float, size: float) -> list[str]:
    """One word in pieces that fit, none beginning with a closing mark or ending with an opening one."""
    pieces = [""]
    for character in word:
        piece = pieces[-1]
        if not piece or character in _NEVER_FIRST or text_width(piece + character, size) <= width:
            pieces[-1] = piece + character
        elif piece[-1] in _NEVER_LAST and len(piece) > 1:
            pieces[-1] = piece[:-1]
            pieces.append(piece[-1] + character)
        else:
            pieces.append(character)
    return pieces
