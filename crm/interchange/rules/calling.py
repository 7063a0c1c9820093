"""Whether two people who share an address of mail are two: small firms, and lists with 〃 below it, share one.

A name is one number, of its script and of its parts folded: a trial of 100,000 rows remembers each name it met.
"""

from collections.abc import Iterable
from typing import Final

from crm.core.names import Script, script_of, search_key, suggest_split

#: Scripts in which two names can be told apart; Latin letters spell the names of all, and shorten them.
_GROUPS: Final = {Script.HAN: 1, Script.JAPANESE: 1, Script.KANA: 2, Script.HANGUL: 3}
_BITS: Final = 30
_MASK: Final = (1 << _BITS) - 1


def called(full: str, family: str = "", given: str = "") -> int:
    """A name as a number; where nothing divides it, its first character or compound surname is the family name."""
    if not family:
        family, rest = suggest_split(full)
        given = given or rest
    group = _GROUPS.get(script_of(full), 0)
    return (group << 2 * _BITS) | (_part(family) << _BITS) | _part(given)


def _part(text: str) -> int:
    return hash(search_key(text)) & _MASK if text else 0


def same_family(one: int, other: int) -> bool:
    """Whether the family names are one, whatever the scripts of the whole names."""
    return (one >> _BITS) & _MASK == (other >> _BITS) & _MASK


def another(own: int, theirs: Iterable[int]) -> bool:
    """Whether a name is somebody else's: of the names in its script none has the family or the given name."""
    alike = [name for name in theirs if name >> 2 * _BITS == own >> 2 * _BITS > 0]
    return bool(alike) and not any(same_family(own, name) or own & _MASK == name & _MASK > 0 for name in alike)
