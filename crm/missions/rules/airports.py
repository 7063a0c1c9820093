"""The airport that an item names, in its title or as its venue: whose clock stands there, and what it is called."""

import re
from typing import Final

from crm.core.zones import OF_COUNTRIES
from crm.missions.rules.guesses import AIRPORTS, without_airport

_NAMES: Final = "|".join(sorted(map(re.escape, AIRPORTS), key=len, reverse=True))
_NAMED: Final = re.compile(
    rf"(?P<name>{_NAMES})\s?(?:国際|国际|國際|국제|international)?\s?(?:空港|机场|機場|공항|airport)", re.IGNORECASE
)
#: {zone: the country that has no other one}
COUNTRIES: Final = {zone: country for country, zone in OF_COUNTRIES.items()}
#: A venue that is a name and nothing besides: no sentence that somebody translates.
_PLACE: Final = re.compile(
    r"[^\s\d()（）、,・/]{1,12}(?:空港|机场|機場|공항|駅|站|역|[市県省州港])|[A-Z][\w' -]* (?:Airport|Station)"
)


def zone_at(*texts: str) -> str:
    """The zone of the airport that the first of some texts names (成田空港, or 羽田 alone); "" where none names one."""
    for text in texts:
        found = _NAMED.search(text)
        name = _spelled(found["name"]) if found is not None else without_airport(text.strip())
        if name in AIRPORTS:
            return AIRPORTS[name]
    return ""


def _spelled(name: str) -> str:
    """The name as the table has it: narita of Narita."""
    return next((each for each in AIRPORTS if each.lower() == name.lower()), name)


def is_name(venue: str) -> bool:
    """Whether a venue is the name of an airport, a station or a town."""
    return venue.strip() in AIRPORTS or _PLACE.fullmatch(venue.strip()) is not None
