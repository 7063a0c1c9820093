"""The countries of the world: their codes, and what each language calls them (Unicode's CLDR, through Babel)."""

import re
import unicodedata
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


#: Where an office in China may not write what CLDR has: {language: {code: name}}.
_WRITTEN: Final[Mapping[str, Mapping[str, str]]] = {
    "zh-Hans": {"TW": "中国台湾", "PS": "巴勒斯坦", "FK": "福克兰群岛（马尔维纳斯）"},
}


# Kept: the table of the library is put together anew at each question.
@cache
def _names(language: str) -> Mapping[str, str]:
    return {**Locale.parse(LOCALES[language]).territories, **_WRITTEN.get(language, {})}


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


#: What people write besides.
_SPOKEN: Final = {
    "JP": "日本国 日本國 日 nippon",
    "CN": "中華人民共和国 中华人民共和国 中 prc 中國 중화인민공화국",
    "KR": "大韓民国 大韩民国 대한민국 korea republicofkorea 韓國 韓",
    "RU": "ロシア連邦 俄罗斯联邦 russianfederation россия",
    "US": "米国 アメリカ 美國 unitedstatesofamerica",
    "GB": "英国 英國 uk greatbritain",
    "HK": "香港 홍콩 hongkong",
    "MO": "マカオ 澳门 澳門 마카오 macau macao",
    "TW": "台湾 台灣 臺灣",
    "PS": "巴勒斯坦领土",
    "FK": "福克兰群岛",
    "KP": "朝鮮 北朝鮮 조선 dprk",
}
_PARTING: Final = re.compile(r"[\W_]+")


def code_of(word: str) -> str:
    """The country that a word means: its name in one of our languages, or a code of ISO 3166-1; "" for no country."""
    return _codes().get(_folded(word), "")


def _folded(word: str) -> str:
    return _PARTING.sub("", unicodedata.normalize("NFKC", word)).casefold()


# Kept: 12 ms, of a table of the library.
@cache
def _codes() -> Mapping[str, str]:
    known = _CODES.split()
    found = {_folded(_names(language)[code]): code for language in LOCALES for code in known}
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")  # three letters, three digits
    found |= {_folded(old): new[0] for old, new in aliases.items() if len(old) == 3 and new[0] in known}
    found |= {word: code for code, words in _SPOKEN.items() for word in words.split()}
    return found | {code.casefold(): code for code in known}


def name_of(country: str, language: str) -> str:
    """What a country is called in a language of the product; the code itself of one that nobody has."""
    return _names(language).get(country, country)


def zone_of(country: str) -> str:
    """An IANA zone of a country: the first that CLDR names; "UTC" where it names none."""
    zones: list[str] = get_global("territory_zones").get(country, [])
    return zones[0] if zones else "UTC"
