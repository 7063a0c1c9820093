"""Tables of places: levels, kinds of names, tiers, kinds of days; and what one line of our own data holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, Protocol, TypeVar

from crm.audit.rules import Verb
from crm.core.folding import search_key
from crm.core.languages import FALLBACKS, Language
from crm.core.territories import Territories
from crm.core.texts import N_

LOADED = Verb("place.loaded", N_("Place loaded"))
ADDED = Verb("place.added", N_("Place added"))
CHANGED = Verb("place.changed", N_("Place changed"))
CONFIRMED = Verb("place.confirmed", N_("Names of a place confirmed"))
ARCHIVED = Verb("place.archived", N_("Place archived"))
RESTORED = Verb("place.restored", N_("Place restored"))
TIER_ADDED = Verb("place.tier_added", N_("City tier changed"))
HOLIDAY_ADDED = Verb("holiday.added", N_("Holiday added"))
HOLIDAY_CHANGED = Verb("holiday.changed", N_("Holiday changed"))
HOLIDAYS_FETCHED = Verb("holiday.fetched", N_("Holidays added from the built-in calendars"))
HOLIDAYS_IMPORTED = Verb("holiday.imported", N_("Holidays imported from a calendar"))
IMPORT_UNDONE = Verb("holiday.import_undone", N_("Import of holidays undone"))
HOLIDAY_REMOVED = Verb("holiday.removed", N_("Holiday removed"))
RATE_ADDED = Verb("rate.added", N_("Exchange rate added"))
RATE_REMOVED = Verb("rate.removed", N_("Exchange rate removed"))

#: Where most missions of this product go; shown before all others.
OFTEN: Final = {"JP": N_("Japan"), "CN": N_("China"), "KR": N_("Korea"), "RU": N_("Russia")}
COUNTRIES: Final = Territories(OFTEN)
#: What is spoken there, of the languages of this product.
OWN_LANGUAGES: Final[dict[str, str]] = {"JP": Language.JA, "CN": Language.ZH, "KR": Language.KO}

#: From the widest to the narrowest. `municipality` is the level of a Japanese city, town or village.
LEVELS: Final = {
    "country": N_("Country"),
    "province": N_("Province level"),
    "prefecture": N_("Prefecture level"),
    "county": N_("County level"),
    "municipality": N_("Municipality"),
    "district": N_("District"),
}
#: What a level is called where a country has a word of its own for it.
_OWN_LEVELS: Final = {
    ("province", "JP"): N_("Prefecture of Japan"),
    ("municipality", "JP"): N_("City, town or village"),
    ("province", "KR"): N_("Province or metropolitan city"),
    ("municipality", "KR"): N_("City or county of Korea"),
    ("province", "CN"): N_("Province-level region of China"),
}


def level_label(level: str, country: str) -> str:
    """What the level of a place is called in its country, to be translated."""
    return _OWN_LEVELS.get((level, country), LEVELS[level])


#: In the order in which a name is chosen to be shown.
NAME_KINDS: Final = {
    "official": N_("Official"),
    "yanbian_korean": N_("Spelling used in Yanbian"),
    "press_rok": N_("Spelling used in the Korean press"),
    "old": N_("Old name"),
    "search_variant": N_("Other spelling"),
}
TIERS: Final = {"major": N_("Major city"), "regional": N_("Regional city")}
DAY_KINDS: Final = {
    "public": N_("Public holiday"),
    "makeup_workday": N_("Make-up working day"),
    "memorial": N_("Memorial day: avoid ceremonies"),
}

#: Where an entry comes from. A later one replaces what stands on the same day unless that stands higher here.
DAY_ORIGINS: Final = {
    "library": N_("From a built-in calendar"),
    "calendar": N_("From an imported calendar"),
    "office": N_("Entered by the office"),
}

#: The names in our own holiday data; listed so that they can be translated.
HOLIDAY_NAMES: Final = frozenset(
    {
        N_("Autumnal Equinox Day"),
        N_("Buddha's Birthday"),
        N_("Children's Day"),
        N_("Christmas Day"),
        N_("Chuseok"),
        N_("Chuseok holiday"),
        N_("Coming of Age Day"),
        N_("Constitution Day"),
        N_("Constitution Memorial Day"),
        N_("Culture Day"),
        N_("Dragon Boat Festival"),
        N_("Election day"),
        N_("Emperor's Birthday"),
        N_("Foundation Day"),
        N_("Founding day of Yanbian prefecture"),
        N_("Greenery Day"),
        N_("Hangul Day"),
        N_("Holiday between two holidays"),
        N_("Independence Movement Day"),
        N_("Korean New Year"),
        N_("Korean New Year holiday"),
        N_("Labour Day"),
        N_("Labour Thanksgiving Day"),
        N_("Liberation Day"),
        N_("Marine Day"),
        N_("Memorial Day"),
        N_("Memorial day of the Mukden incident"),
        N_("Mid-Autumn Festival"),
        N_("Mountain Day"),
        N_("National Day"),
        N_("National Foundation Day"),
        N_("National memorial day for Nanjing"),
        N_("New Year's Day"),
        N_("Respect for the Aged Day"),
        N_("Showa Day"),
        N_("Sports Day"),
        N_("Spring Festival"),
        N_("Substitute holiday"),
        N_("Temporary holiday"),
        N_("Tomb-Sweeping Day"),
        N_("Vernal Equinox Day"),
    }
)
#: Remarks in our own data; listed so that they can be translated.
REMARKS: Final = frozenset(
    {
        N_("Default list: directly administered municipality or sub-provincial city"),
        N_("Default list: every other city"),
        N_("Illustrative, for the sample"),
    }
)


class Shown(NamedTuple):
    """A text together with the language it is in, so that a page can mark it with `lang`."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


class Named(Protocol):
    """A name row, whether from the database or from our own data."""

    @property
    def language(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def is_guess(self) -> bool: ...


Name = TypeVar("Name", bound=Named)


class NamedRead(Named, Protocol):
    """The same with how it is pronounced; "" when nobody told."""

    @property
    def reading(self) -> str: ...


@dataclass(frozen=True)
class NameSpec:
    """One name of a place, as our own data gives it."""

    language: str
    text: str
    reading: str = ""
    kind: str = "official"
    is_guess: bool = False


@dataclass(frozen=True)
class PlaceSpec:
    """One line of our own data."""

    code: str
    country: str
    level: str
    parent: str | None
    timezone: str
    names: tuple[NameSpec, ...]
    lat: float | None
    lon: float | None
    population: int | None
    population_asof: date | None
    tier: str | None
    tier_from: date | None
    tier_basis: str
    note: str


def spec(row: Mapping[str, str]) -> PlaceSpec:
    """A line of places.tsv, checked. ValueError names the place and what is wrong with it."""
    code = row["code"]
    if row["level"] not in LEVELS or row["country"] not in COUNTRIES:
        raise ValueError(f"place {code}: unknown level {row['level']!r} or country {row['country']!r}")
    if row.get("tier") and (row["tier"] not in TIERS or not row.get("tier_from")):
        raise ValueError(f"place {code}: a tier is major or regional and has a first day")
    names = tuple(names_of(row))
    if not names:
        raise ValueError(f"place {code} has no name")
    return PlaceSpec(
        code=code,
        country=row["country"],
        level=row["level"],
        parent=row.get("parent") or None,
        timezone=row["timezone"],
        names=names,
        lat=_float(row.get("lat")),
        lon=_float(row.get("lon")),
        population=int(row["population"]) if row.get("population") else None,
        population_asof=_day(row.get("population_asof")),
        tier=row.get("tier") or None,
        tier_from=_day(row.get("tier_from")),
        tier_basis=row.get("tier_basis", ""),
        note=row.get("note", ""),
    )


def names_of(row: Mapping[str, str]) -> Iterable[NameSpec]:
    """The names of a line: the first spelling of a cell is the name, others find it too.

    `ko_local` is the spelling of Yanbian, and then `ko` is that of the press of Korea. `other` holds
    `language:kind:text`, parted by `;`, and `guessed` the columns whose text was derived.
    """
    guessed = row.get("guessed", "").split()
    korean = "press_rok" if row.get("ko_local") else "official"
    cells = [
        (Language.JA, "ja", row.get("ja_reading", ""), "official"),
        (Language.ZH, "zh_Hans", row.get("pinyin", ""), "official"),
        (Language.KO, "ko", "", korean),
        (Language.KO, "ko_local", "", "yanbian_korean"),
        (Language.EN, "en", "", "official"),
    ]
    for language, column, reading, kind in cells:
        first, *others = _spellings(row.get(column, ""))
        if first:
            yield NameSpec(language, first, reading, kind, column in guessed)
        yield from (NameSpec(language, other, "", "search_variant") for other in others)
    for entry in filter(None, (part.strip() for part in row.get("other", "").split(";"))):
        tag, kind, text = entry.split(":", 2)
        yield NameSpec(tag, text, "", kind)


def _spellings(cell: str) -> list[str]:
    """竜井市・龍井市 and 룽징시 (용정시) are two spellings each; always at least one, perhaps empty."""
    parts = cell.replace("(", "・").replace(")", "").split("・")
    return [part.strip() for part in parts if part.strip()] or [""]


def _float(text: str | None) -> float | None:
    return float(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def key_of(texts: Iterable[str]) -> str:
    """Every text folded, each once, joined by a space: what a search looks into."""
    return " ".join(dict.fromkeys(filter(None, map(search_key, texts))))


_KIND_RANKS: Final = {kind: rank for rank, kind in enumerate(NAME_KINDS)}


def chosen(names: Iterable[Name], language: str) -> Name | None:
    """The name row that a reader of `language` sees: by the language's fallbacks, then by kind. None without names."""
    tags = FALLBACKS[language]

    def rank(name: Name) -> tuple[int, int]:
        by_language = tags.index(name.language) if name.language in tags else len(tags)
        return by_language, _KIND_RANKS.get(name.kind, len(_KIND_RANKS))

    return min(names, key=rank, default=None)


def pick(names: Iterable[Named], language: str) -> Shown | None:
    """The text of that name, with the language it is in."""
    best = chosen(names, language)
    return Shown(best.text, best.language) if best is not None else None


#: Which name of a place stands in documents. In Korean the place's own spelling goes before that of the press: the
#: bodies and people of Yanbian spell themselves so, and a document has one spelling of a place.
_WRITTEN_KINDS: Final = ("official", "yanbian_korean", "press_rok")


def written_name(names: Iterable[NamedRead], language: str, country: str) -> NamedRead | None:
    """The name of a place in a document of `language`: in that language where it is stored, else as it calls itself.

    None where neither is known. Old names and other spellings are for searching, and a guess is nothing to print:
    the place is called as it calls itself until somebody confirms it.
    """
    rows = [row for row in names if not row.is_guess]
    for tag in (language, OWN_LANGUAGES.get(country, Language.EN)):
        for kind in _WRITTEN_KINDS:
            for row in rows:
                if (row.language, row.kind) == (tag, kind):
                    return row
    return None


def is_guess(names: Iterable[Named], language: str) -> bool:
    """Whether the name that a reader of `language` sees was derived and nobody has confirmed it."""
    best = chosen(names, language)
    return best is not None and best.is_guess


#: One won is a tenth of a yen.
RATE_DECIMALS: Final = 8


def inverse(rate: Decimal) -> Decimal:
    """The rate of the opposite direction, to the eight decimals that a rate is kept with."""
    return (Decimal(1) / rate).quantize(Decimal("0.00000001"))
