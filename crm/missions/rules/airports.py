"""The airport that an item names, in its title or as its venue: whose clock stands there, and what it is called."""

import re
from typing import Final

from crm.core.hanja import han_language, shaped
from crm.core.languages import Language
from crm.core.scripts import Script, script_of
from crm.core.zones import OF_COUNTRIES
from crm.missions.rules.guesses import AIRPORTS, without_airport

_NAMES: Final = "|".join(sorted(map(re.escape, AIRPORTS), key=len, reverse=True))
_NAMED: Final = re.compile(
    rf"(?P<name>{_NAMES})\s?(?:国際|国际|國際|국제|international)?\s?(?:空港|机场|機場|공항|airport)", re.IGNORECASE
)
#: {zone: the country that has no other one}
COUNTRIES: Final = {zone: country for country, zone in OF_COUNTRIES.items()}
#: {zone of an airport: its country}, also where the country has several
_COUNTRY: Final = COUNTRIES | {"Asia/Vladivostok": "RU", "Asia/Ulaanbaatar": "MN"}
_ANYWHERE: Final = re.compile("|".join(
    rf"(?<![A-Za-z]){name}(?![A-Za-z])" if name.isascii() else name for name in sorted(AIRPORTS, key=len, reverse=True)
))  # fmt: skip
#: Airports of one city, each by all its names: who lands at one and leaves from another goes across the town.
_TWINS: Final = (
    ("成田 나리타 NRT Narita", "羽田 하네다 HND Haneda"),
    ("関西 關西 関空 关西 간사이 KIX Kansai", "伊丹 이타미 ITM Itami"),
    ("仁川 인천 ICN Incheon", "金浦 김포 GMP Gimpo"),
    ("首都 PEK", "大興 大兴 다싱 PKX Daxing"),
    ("浦東 浦东 푸둥 PVG Pudong", "虹橋 虹桥 훙차오 SHA Hongqiao"),
)
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


def countries_in(*texts: str) -> set[str]:
    """The countries of all airports and their towns that texts about a flight name: 新潟からソウル経由で延吉へ."""
    named = (found[0] for text in texts for found in _ANYWHERE.finditer(text))
    return {country for name in named if (country := _COUNTRY.get(AIRPORTS[name]))}


#: {language: how an airport is called there}, of the two that write names in the same characters.
_CALLED: Final = {Language.JA: "空港", Language.ZH: "机场"}
_AIRPORT: Final = re.compile(r"(?P<name>.+?)(?:空港|机场|機場)")


def named_in(name: str, language: str) -> str:
    """An airport or a town in Chinese characters as Japanese or Chinese readers write it: 秋田空港 is 秋田机场.

    Any other name stays as it is, and any for other readers.
    """
    if language not in _CALLED or script_of(name) is not Script.HAN:
        return name
    found = _AIRPORT.fullmatch(name)
    source = han_language(name) or (Language.ZH if language == Language.JA else Language.JA)
    shown = shaped(found["name"] if found else name, source, language)
    return shown + _CALLED[Language(language)] if found else shown


def _spelled(name: str) -> str:
    """The name as the table has it: narita of Narita."""
    return next((each for each in AIRPORTS if each.lower() == name.lower()), name)


def are_apart(landing: str, leaving: str) -> bool:
    """Whether two texts name different airports of one city."""
    return any(
        _is_called(one, landing) and _is_called(other, leaving) and not _is_called(one, leaving)
        for pair in _TWINS
        for one, other in (pair, pair[::-1])
    )


def _is_called(names: str, text: str) -> bool:
    return any(name.lower() in text.lower() for name in names.split())


def is_name(venue: str) -> bool:
    """Whether a venue is the name of an airport, a station or a town."""
    return venue.strip() in AIRPORTS or _PLACE.fullmatch(venue.strip()) is not None
