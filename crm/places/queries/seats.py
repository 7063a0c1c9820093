"""Where our office is: the region and the town that its own address names, among the facts."""

import re
from functools import cache

from crm.core.folding import search_key
from crm.office import queries as offices
from crm.office.rules import Office
from crm.places.queries.facts import Fact, above, facts
from crm.places.queries.places import ENDINGS

#: What stands before the region: 〒010-0923, (우) 24461, 邮编：133000.
_POSTAL_CODE = re.compile(r"^(?:[\W\d]|郵便番号|우편번호|우(?=\))|邮编)*")
_COUNTRIES = re.compile("^(?:日本国?|中国|中华人民共和国|中華人民共和国|韓国|대한민국)")
_ENDINGS = ENDINGS + "都府도부"


def seat() -> tuple[Fact, ...]:
    """The region and the town of our office, as far as its address names them."""
    return seat_of(offices.current())


def seat_of(office: Office) -> tuple[Fact, ...]:
    """The same of an office as somebody writes it: its own language first."""
    addresses = [office.addresses.get(office.language, ""), *office.addresses.values()]
    return next(filter(None, (named_by(address) for address in addresses if address)), ())


# Kept: 13 ms an address, and a list repeats them.
@cache  # an installation has few addresses, and keeps them for years
def named_by(address: str) -> tuple[Fact, ...]:
    """The region that an address begins with, or that of the town that it begins with, and what it names in it."""
    text = search_key(_COUNTRIES.sub("", _POSTAL_CODE.sub("", address, count=1)))
    begun, behind = _first(text, [fact for fact in facts().values() if fact.spec.level == "province"])
    if begun is None:
        begun, behind = _first(text, [fact for fact in facts().values() if fact.parent_id is not None])
    if begun is None:
        return ()
    path = [*(facts()[id] for id in reversed(above(begun)) if facts()[id].spec.level != "country"), begun]
    while (inner := _inside(behind, path[-1])) is not None:
        path.append(inner)
    return tuple(path)


def _first(text: str, among: list[Fact]) -> tuple[Fact | None, str]:
    """The one fact whose longest name the text begins with, and what stands behind; none where two are called so."""
    found = [(len(name), fact) for fact in among for name in _names(fact) if text.startswith(name)]
    longest = max((length for length, _fact in found), default=0)
    named = {fact.id: fact for length, fact in found if length == longest}
    return (next(iter(named.values())), text[longest:]) if len(named) == 1 else (None, text)


def _inside(text: str, region: Fact) -> Fact | None:
    """The town of a region that a text names first, with a county before it or not; of two the longer name."""
    among = [fact for fact in facts().values() if region.id in above(fact)]
    found = [(text.index(name), -len(name), fact.id) for fact in among for name in _names(fact) if name in text]
    return facts()[min(found)[2]] if found else None


def _names(fact: Fact) -> set[str]:
    """Its names with what kind of place it is in them: 秋田市, and not 秋田, which names of streets have as well."""
    texts = {part for name in fact.spec.names for part in name.text.split("・")}
    return {search_key(text) for text in texts if text.endswith(tuple(_ENDINGS))} - {""}
