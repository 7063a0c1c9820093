"""What the mission of 2015 finds on paper, compared with the list, the programme and the minutes (akita)."""

from datetime import date
from itertools import pairwise

from tests.journeys import akita
from tests.journeys.akita_facts import (
    HOSTS,
    OWN,
    PLACES,
    PURPOSES,
    borne,
    hosts,
    items,
    listed,
    on,
    people,
    rows,
    sums,
    typed,
)
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import CENSUS, PACKS_OF_2015, REPORTS_OF_2015, compare, day_in, in_yen, numbered_day
from tests.journeys.papers import fetched, plan_of, preview, printed, told_by, word, words_of
from tests.journeys.plainly import Pages
from tests.journeys.rows import Together
from tests.journeys.walking import squeezed


def read_pack(pdf: bytes) -> None:
    """The leader's pack, printed: every delegate, every item on both clocks, every host, address and question."""
    told = words_of(pdf, numbered=True)
    compare(
        told,
        [
            *rows(), *HOSTS, *PLACES, *PURPOSES, *akita.OBJECTIVES.splitlines(), "Jīn Chénghào", akita.READING,
            "Piáo Zhé", *(fact for stop in akita.STOPS for fact in (on(stop), stop.title, stop.clocks, stop.beside)),
        ],
        typed(*CENSUS),
    )  # fmt: skip
    in_order(told, [f"{number}日目2015年10月{day}日" for number, day in enumerate(range(27, 32), start=1)])


def in_order(told: str, facts: list[str]) -> None:
    """The first places of the facts follow each other."""
    places = [told.index(squeezed(fact)) for fact in facts]
    assert all(first < second for first, second in pairwise(places)), facts


def read_previews(pages: Pages, mission: str) -> None:
    """Each reader's pack and the pocket programme: everybody, every item, our hosts."""
    for kind, reader, language in PACKS_OF_2015:
        _read_preview(pages, mission, kind, reader, language)


def _read_preview(pages: Pages, mission: str, kind: str, reader: str, language: str) -> None:
    documents = mission.replace("/missions/", "/documents/missions/") + "/preview"
    told = preview(pages, f"{documents}?kind={kind}&audience={reader}&lang={language}")
    at_home = reader == "host"  # hosts at home read their own clock alone
    facts, tables = [akita.NAMES[language], *filter(None, PLACES)], [items(language, home=not at_home)]
    if kind == "briefing":
        facts += [OWN[language], akita.HOST]
        tables.append(listed(language))
    if at_home:
        kept = [line for line in (*PURPOSES, *akita.OBJECTIVES.splitlines()) if line.endswith("。")]
        assert [line for line in kept if squeezed(line) in told] == []
    else:
        tables.append(hosts(language))
        in_order(told, [numbered_day(language, day - 26, date(2015, 10, day)) for day in range(27, 32)])
    facts += [day_in(language, date(2015, 10, day)) for day in range(27, 32)]
    compare(told, facts, typed(*CENSUS), *tables)


def read_plan(pages: Pages, mission: str) -> None:
    """The 起案書: what is asked, when, where, who goes, each item."""
    told = plan_of(pages, mission, akita.REQUEST)
    compare(told, [
        "起案書", akita.REQUEST, f"「{akita.NAME}」", "会頭渡部恒一郎様", ADMINISTRATOR_NAME,
        "延吉市、図們市", akita.HOST, "20名",
        "平成27年10月27日（火）〜平成27年10月31日（土）", *akita.OBJECTIVES.splitlines(), "商談：2件",
    ], typed(), listed(reading=False), items(home=False))  # fmt: skip


def read_report(pages: Pages, mission: str, address: str) -> None:
    """The 復命書 on paper and as a Word file, the long report, and what the public reads of both: what was typed."""
    as_word = word(pages.open(address))
    pages.press("/print/internal")
    as_set = words_of(printed(pages))
    for told in (as_set, as_word):
        compare(told, [
            *people(), "復命書", akita.ADDRESSEE, akita.REPORTER, akita.ORDER,
            "平成27年10月27日〜平成27年10月31日（5日間）", *_reported(), *_CHAIN,
        ], typed())  # fmt: skip
        in_order(told, [on(stop) for stop in akita.STOPS if stop.start in ("09:30", "09:00", "08:30")][1:])
        assert told.count("実施済み") == len(akita.STOPS) - 1, "a hotel does not take place"
    tables = [listed(reading=False), items(home=False, where=False), *sums()]
    compare(as_word, [], typed(), *tables)
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind=full").fill(kind="full", language="ja", addressee=akita.ADDRESSEE)
    full = pages.address
    ours = {who.name: who for who in akita.DELEGATES}
    spoke = [f"{ours[talk[3]].organisation}：{talk[3]}" for talk in akita.TALKS]
    told = preview(pages, f"{full}/preview/internal")
    # Who received us without a talk is told as planned alone, and of whom minutes tell stands with body and post.
    met = [each for each in hosts() if each.name in {talk[2] for talk in akita.TALKS}]
    compare(told, [*_reported(), *spoke], typed(), listed(reading=False), items(home=False), met, *sums())
    for edition in (address, full):
        _read_public(pages, edition, "ja")
    for kind, language in REPORTS_OF_2015:
        _read_other(pages, mission, kind, language)


def _read_public(pages: Pages, report: str, language: str) -> None:
    public = preview(pages, f"{report}/preview/public")
    named = [akita.NAMES[language], OWN[language], akita.HOST]
    compare(public, named, typed(), items(language, home=False, where=False))
    private = [who.name for who in akita.DELEGATES if who.title != "会頭"] + [talk[5] for talk in akita.TALKS]
    assert [text for text in private if squeezed(text) in public] == []


def _read_other(pages: Pages, mission: str, kind: str, language: str) -> None:
    """A report in another language, as it is drafted: on the screen and as a Word file, and what the public reads."""
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind={kind}").fill(kind=kind, language=language, addressee=akita.ADDRESSEE)
    report = pages.address
    told = [word(pages), preview(pages, f"{report}/preview/internal")]
    tables = [listed(language, reading=language == "ko"), items(language, home=False, where=False)]
    talks = [
        fact
        for _item, host, they, _we, topic, said, _, step, _ in akita.TALKS
        for fact in (host, they, topic, said, step)
    ]
    amounts = [in_yen(language, yen) for _what, _category, yen, _bearer in akita.COSTS]
    facts = [akita.NAMES[language], OWN[language], akita.HOST, *talks, *amounts, in_yen(language, akita.TOTAL)]
    for paper in told:
        compare(paper, [*facts, akita.AGREEMENT, akita.THIRD_SIGNER], typed(), *tables)
    _read_public(pages, report, language)


def read_subsidy(pages: Pages, mission: str) -> None:
    """The report on what our own money paid: each payment, what it was for, and no fare of a delegate."""
    told = told_by(fetched(pages, mission.replace("/missions/", "/activities/") + "/subsidy.pdf?source=own"))
    paid = [cost for cost in akita.COSTS if cost[3] == "own"]
    payments = [Together(what, (f"{yen:,}円", akita.CATEGORIES[category])) for what, category, yen, _bearer in paid]
    compare(told, [akita.NAME, akita.SENDER, "会頭渡部恒一郎", "平成27年10月31日"], typed(), payments, sums()[1])
    assert [what for what, *_rest, bearer in akita.COSTS if bearer != "own" and squeezed(what) in told] == []


_CHAIN = [text for _post, name in akita.CHAIN for text in (name,)]


def _reported() -> list[str]:
    """What both reports tell: items, talks with who spoke there, what came of them, each cost, who bore it."""
    items = [fact for stop in akita.STOPS if stop.kind != "hotel" for fact in (stop.title, stop.clocks)]
    talks = [
        fact for _item, host, they, _we, topic, said, result, step, _due in akita.TALKS
        for fact in (host, they, topic, said, akita.RESULTS[result], step)
    ]  # fmt: skip
    return [
        akita.NAME, akita.SENDER, akita.HOST, *akita.OBJECTIVES.splitlines(), *items, *talks,
        *(f"{akita.CATEGORIES[category]}{yen:,}円" for _what, category, yen, _bearer in akita.COSTS),
        *(f"{akita.BEARERS[bearer]}{yen:,}円" for bearer, yen in borne().items()),
        f"合計{akita.TOTAL:,}円", f"{round(akita.TOTAL / len(akita.TALKS)):,}円", "平成28年1月29日", "平成27年11月20日",
        akita.AGREEMENT, "平成27年10月29日", "甲秋田商工会議所", f"乙{akita.HOST}", "丙沿海地方商工会議所",
        akita.THIRD_SIGNER,
        "商談22達成",
    ]  # fmt: skip
