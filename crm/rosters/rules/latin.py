"""Latin spellings of one list in one style: LI WEI beside LI Guohua becomes LI Wei.

Only where rows of the list show the style: the family name in capitals, the given name not. By them the order of those
in capitals throughout is told, too. A list that is in capitals as a whole stays as it was pasted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from crm.contacts.rules import PersonNameInput, composed
from crm.core.names import Script, script_of
from crm.core.texts import Text
from crm.rosters.rules import around

_FIRST: Final = "family_space"
_LAST: Final = "given_space"


@dataclass(frozen=True)
class Styled:
    """The names of a person: the one on the card, the further ones, and what somebody has to look at."""

    name: PersonNameInput
    others: Sequence[PersonNameInput]
    remarks: Sequence[Text] = ()


def in_one_style(people: Sequence[tuple[PersonNameInput, Sequence[PersonNameInput], str]]) -> list[Styled]:
    """(name, further names, the cell of the name as it was pasted) of each person, in the style of the list."""
    spelled = [_written(*person) for person in people]
    written = [around.DEGREES.sub("", text, count=1) for text in spelled]
    orders = {order for text in written if (order := _shown(text))}
    if not orders and not any(_shows_by_comma(text) for text in written):
        return [Styled(name, others) for name, others, _cell in people]
    usual = next(iter(orders)) if len(orders) == 1 else ""
    # Who has a degree before the name does not turn it round as the other rows do: Dr. Ivan Petrov beside PARK Jisung.
    return [
        _styled(name, others, text, usual if text == before else "")
        for (name, others, _cell), text, before in zip(people, written, spelled, strict=True)
    ]


def _styled(name: PersonNameInput, others: Sequence[PersonNameInput], text: str, usual: str) -> Styled:
    """A person in the style of a list, of whose spellings those in capitals throughout have the order `usual`."""
    parts = _parts(text, usual)
    if parts is None:
        left = text.isupper() and " " in text
        return Styled(name, others, [Text(
            "“%(text)s” stays as in the list: its rows do not show which part is the family name.", text=text[:60]
        )] if left else [])  # fmt: skip
    family, given = parts[0].upper(), parts[1].title() if parts[1].isupper() else parts[1]
    on_card = _is_latin(name.full)
    order = _shown(text) or usual or (name.name_order if on_card else "") or _FIRST
    full = composed(family, given, order)
    spelled: dict[str, Any] = {"full": full, "family": family, "given": given, "name_order": order}
    told = "," in text or _shown(text)
    remarks = [] if told else [Text(
        "“%(text)s” is written %(spelled)s, as the other rows have it: check which part is the family name.",
        text=text[:60], spelled=full,
    )]  # fmt: skip
    if on_card:
        return Styled(replace(name, **spelled), others, remarks)
    restyled = [replace(each, **spelled) if _is_spelling(each) else each for each in others]
    return Styled(name, restyled, remarks)


def _shows_by_comma(text: str) -> bool:
    """Whether a spelling with a comma, or of two columns, has the family name alone in capitals: LI, Guohua."""
    family, comma, given = text.partition(",")
    return bool(comma) and family.isupper() and not given.isupper()


def _is_latin(text: str) -> bool:
    return script_of(text) is Script.LATIN


def _is_spelling(form: PersonNameInput) -> bool:
    return form.kind == "latin_business" and _is_latin(form.full)


def _written(name: PersonNameInput, others: Sequence[PersonNameInput], cell: str) -> str:
    """How the list spells the name in Latin letters; "" where it does not."""
    if not _is_latin(name.full):
        return next((form.full for form in others if _is_spelling(form)), "")
    if cell:
        return cell
    return f"{name.family}, {name.given}" if name.family and name.given else name.full


def _shown(text: str) -> str:
    """The order that a spelling with one part in capitals shows: LI Guohua, Guohua LI; "" for any other."""
    words = [] if "," in text else text.split()
    capitals = [len(word) > 1 and word.isupper() for word in words]
    if sum(capitals) != 1 or len(words) < 2:
        return ""
    return _FIRST if capitals[0] else _LAST if capitals[-1] else ""


def _parts(text: str, order: str) -> tuple[str, str] | None:
    """(family name, given name) of a spelling, by its comma, its capitals, or the order of the list."""
    if "," in text:
        family, _comma, given = (part.strip() for part in text.partition(","))
        return (family, given) if family and given and "," not in given else None
    words, order = text.split(), _shown(text) or order
    if len(words) < 2 or not order:
        return None
    return (words[0], " ".join(words[1:])) if order == _FIRST else (words[-1], " ".join(words[:-1]))
