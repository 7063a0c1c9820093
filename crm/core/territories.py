"""The countries of the world: their codes, and what each language calls them (Unicode's CLDR, through Babel)."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

from crm.core.languages import LOCALES

#: ISO 3166-1 alpha-2, parted by spaces.
_CODES: Final = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA "
    "CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR "
    "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR "
    "MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE "
    "RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR "
    "TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)


class Territory(str):
    """The code of a country, shown as what the reader's language calls the country."""

    def called(self, language: str) -> str:
        """Its name in one of our languages."""
        return _names(language).get(self, str(self))


@cache
def _names(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(LOCALES[language]).territories)


class Territories(Mapping[str, str]):
    """{code: what to translate}: some countries under message ids of our own, first; then all others by code."""

    def __init__(self, first: Mapping[str, str]) -> None:
        others = (code for code in _CODES.split() if code not in first)
        self._found = {**first, **{code: Territory(code) for code in others}}

    def __getitem__(self, code: str) -> str:
        return self._found[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def zone_of(country: str) -> str:
    """An IANA zone of a country: the first that CLDR names; "UTC" where it names none."""
    zones: list[str] = get_global("territory_zones").get(country, [])
    return zones[0] if zones else "UTC"
