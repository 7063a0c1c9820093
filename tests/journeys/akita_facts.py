"""What papers have to tell of the mission of 2015, row by row, as the list and the programme have it (akita)."""

from datetime import date
from functools import cache

from crm.core import posts
from tests.journeys import akita
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import Known, known, printed_on, spelled, strings_in
from tests.journeys.rows import Together
from tests.journeys.walking import ADDED, IMPRESSIONS

HOSTS = [stop.more[name] for stop in akita.STOPS for name in ("host_name", "host_title") if name in stop.more]
PLACES = [stop.more[name] for stop in akita.STOPS for name in ("address", "venue") if name in stop.more]
PURPOSES = [
    line
    for stop in akita.STOPS
    for name in ("purpose", "agenda", "questions", "gifts")
    for line in stop.more.get(name, "").splitlines()
]


#: Our office in each language.
OWN = {
    "ja": akita.SENDER, "zh-Hans": akita.SENDER_ZH, "ko": akita.OFFICE["name_ko"], "en": akita.OFFICE["name_en"],
}  # fmt: skip
#: What the table of places calls the towns of the programme in other languages, by custom and by sound.
PLACE_NAMES = ("图们市", "Tumen", "투먼시", "도문시", "Yanji", "옌지시", "연길시")
WEEKDAYS, WEEKDAYS_ZH = "月火水木金土日", "一二三四五六日"


def typed(*dates: str) -> Known:
    """All days, clocks, amounts and people of the mission; `dates` besides, such as that of the paper."""
    return _typed(*printed_on(), *map(date.fromisoformat, dates))


@cache
def _typed(*dates: date) -> Known:
    spent = [yen for _what, _category, yen, _bearer in akita.COSTS]
    shared = [
        sum(yen for _w, _c, yen, bearer in akita.COSTS if bearer == each) for each in ("own", "participant_self_pay")
    ]
    told = [who.name for who in akita.DELEGATES]
    return known(
        days=[*(date(2015, 10, day) for day in range(27, 32)), *dates,
              *(date.fromisoformat(talk[-1]) for talk in akita.TALKS)],
        stops=akita.STOPS,
        amounts=[*spent, *shared, akita.TOTAL, round(akita.TOTAL / len(akita.TALKS))],
        names=[
            *told, *(text for who in akita.DELEGATES for text in spelled(who.reading)),
            *(name for _post, name in akita.CHAIN), akita.THIRD_SIGNER, ADMINISTRATOR_NAME,
        ],
        texts=[*akita.NAMES.values(), *akita.OFFICE.values()],
        desk=strings_in([akita, IMPRESSIONS, IMPRESSIONS + ADDED, PLACE_NAMES]),
    )  # fmt: skip


def on(stop: akita.Stop) -> str:
    """The day of an item as papers in Japanese name it within the year."""
    return f"10月{stop.day}日（{WEEKDAYS[date(2015, 10, stop.day).weekday()]}）"


def firm(who: akita.Delegate, language: str = "ja") -> str:
    """Whom somebody represents, as papers in a language call it: our own office has a name in each."""
    return OWN[language] if who.organisation == akita.SENDER else who.organisation


def title(who: akita.Delegate, language: str = "ja") -> str:
    """What papers in a language call the post: the table of posts tells it, or it stays as in the list."""
    return posts.told(who.title, "ja", language) or who.title


def post(typed: str, language: str) -> str:
    """What papers in a language call the post of a host, which was typed in Japanese."""
    return posts.told(typed, "ja", language)


def people(language: str = "ja") -> list[str]:
    """Everybody of the list with firm and title."""
    return [fact for who in akita.DELEGATES for fact in (who.name, firm(who, language), title(who, language))]


def read(who: akita.Delegate, language: str) -> str:
    """How readers of a language say the name: Chinese and English ones by Latin letters."""
    kana, latin, hangul = spelled(who.reading)
    return {"ja": kana, "ko": hangul}.get(language, latin)


def rows(language: str = "ja") -> list[str]:
    """A line for everybody, as lists print it: kana for Japanese readers, Latin letters for Chinese ones."""

    return [
        f"{who.number}{who.name}{read(who, language)}{firm(who, language)}{title(who, language)}"
        for who in akita.DELEGATES
    ]


def listed(language: str = "ja", *, reading: bool = True) -> list[Together]:
    """Everybody of the list with reading, firm and title."""
    return [
        Together(who.name, (read(who, language) if reading else "", firm(who, language), title(who, language)))
        for who in akita.DELEGATES
    ]


def items(language: str = "ja", *, home: bool = True, where: bool = True) -> list[Together]:
    """Each item of the programme under its day: the clock there, that of Akita, the venue, whom one meets."""
    told = []
    for stop in akita.STOPS:
        name, *clocks = stop.told(language)
        hotel = akita.HOTEL if stop.more.get("address") == akita.HOTEL_ADDRESS else ""
        places = (stop.more.get("venue", hotel), stop.more.get("organisation_id", "")) if where else ()
        told.append(Together(name, (*clocks[: 1 + home], *places), date(2015, 10, stop.day)))
    return told


def hosts(language: str = "ja") -> list[Together]:
    """Who receives us, with body and post."""
    return [
        Together(stop.more["host_name"], (stop.more["organisation_id"], post(stop.more["host_title"], language)))
        for stop in akita.STOPS if "host_name" in stop.more
    ]  # fmt: skip


def sums() -> list[list[Together]]:
    """Each cost, and what each bore, a row each."""
    return [
        [Together(akita.CATEGORIES[category], (f"{yen:,}円",)) for _what, category, yen, _by in akita.COSTS],
        [Together(akita.BEARERS[bearer], (f"{yen:,}円",)) for bearer, yen in borne().items()],
    ]


def borne() -> dict[str, int]:
    """What each bore of the costs."""
    bearers = dict.fromkeys(bearer for *_rest, bearer in akita.COSTS)
    return {bearer: sum(yen for _what, _category, yen, by in akita.COSTS if by == bearer) for bearer in bearers}
