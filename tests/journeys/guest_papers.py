"""What the guests of 2013 find on paper, compared with the mails and the minutes (guests)."""

from functools import partial
from itertools import pairwise

from tests.journeys import guests
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import REPORTS_OF_2013, compare, in_yen
from tests.journeys.guest_facts import OWN, by_column, firm, items, marked, on, payments, people, read_as, typed
from tests.journeys.papers import fetched, plan_of, preview, printed, told_by, word, words_of
from tests.journeys.plainly import Pages
from tests.journeys.rows import Together
from tests.journeys.walking import squeezed


def read_plan(pages: Pages, mission: str) -> None:
    """The 起案書: what is asked, when, where, who comes, each item."""
    told = plan_of(pages, mission, guests.REQUEST)
    compare(told, [
        "起案書", guests.REQUEST, f"「{guests.NAME}」", f"会頭{guests.OFFICE['head_name']}様", ADMINISTRATOR_NAME,
        "秋田市", "平成25年12月10日（火）〜平成25年12月12日（木）", guests.OBJECTIVES, "商談：3件", "19名",
        *(post for post, _name in guests.CHAIN),
    ], typed(), people(), items(theirs=False))  # fmt: skip


def read_report(pages: Pages, mission: str, address: str) -> None:
    """The 受入実施報告書 on paper and as a Word file, the long report, what the public reads: what was typed."""
    as_word = word(pages.open(address))
    pages.press("/print/internal")
    as_set = words_of(printed(pages))
    for told in (as_set, as_word):
        compare(told, [
            "受入実施報告書", "会頭三浦廣巳様", guests.REPORTER, "来訪者19名", *_reported(),
            "平成25年12月10日〜平成25年12月12日（3日間）", f"{len(guests.TALKS)}件で割", "引合—2", "商談33達成",
            *(word for step in guests.CHAIN for word in step),
        ], typed())  # fmt: skip
        days = [told.index(on(stop)) for stop in (guests.STOPS[0], guests.STOPS[4], guests.STOPS[7])]
        assert days == sorted(days)
        spots = [told.index(stop.clocks) for stop in guests.STOPS]
        assert all(first < second for first, second in pairwise(spots))
        assert told.count("実施済") == len(guests.STOPS)
    tables = [people(ours=True), items(theirs=False, where=False), *_sums()]
    compare(as_word, [], typed(), *tables)
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind=full").fill(kind="full", language="ja", addressee=guests.ADDRESSEE)
    full = pages.address
    spoke = [f"{talk.host}：{talk.by}" for talk in guests.TALKS]
    led = [
        f"{rank}{firm(guest, 'ja')}{guest.name}（{guest.latin}）問い合わせ：{wanted}（{host}の卓）"
        for host, number, rank, wanted in guests.LEADS
        for guest in [guests.GUESTS[number - 1]]
    ]
    compare(
        preview(pages, f"{full}/preview/internal"), [*_reported(), *spoke, *led, "引合2件（A1、B1、C0）"], typed(),
        people(ours=True), items(theirs=False), *_sums(),
    )  # fmt: skip
    for edition in (address, full):
        _read_public(pages, edition, "ja")
    for kind, language in REPORTS_OF_2013:
        _read_other(pages, mission, kind, language)


def _read_public(pages: Pages, report: str, language: str) -> None:
    public = preview(pages, f"{report}/preview/public")
    named = [guests.NAMES[language], OWN[language], guests.BUREAU]
    compare(public, named, typed(), items(language, theirs=False, where=False))
    private = [guest.name for guest in guests.GUESTS] + [talk.said for talk in guests.TALKS]
    assert [text for text in private if squeezed(text) in public] == []


def _read_other(pages: Pages, mission: str, kind: str, language: str) -> None:
    """A report in another language, as it is drafted: on the screen and as a Word file, and what the public reads."""
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind={kind}").fill(kind=kind, language=language, addressee=guests.ADDRESSEE)
    report = pages.address
    told = [word(pages), preview(pages, f"{report}/preview/internal")]
    named = partial(read_as, language=language)
    tables = [people(language, latin=language == "ko", named=named), items(language, theirs=False, where=False)]
    talks = [fact for talk in guests.TALKS for fact in (talk.host, talk.topic, talk.said, talk.step)]
    amounts = [in_yen(language, sum(yen)) for column in (1, 3) for yen in by_column(column).values()]
    facts = [guests.NAMES[language], OWN[language], guests.BUREAU, *talks, *amounts, in_yen(language, guests.TOTAL)]
    for paper in told:
        compare(paper, facts, typed(), *tables)
    _read_public(pages, report, language)


def read_subsidy(pages: Pages, mission: str) -> None:
    """The reports to the prefecture and to the city, which paid the reception, and on what we bore: each payment."""
    for bearer, amounts in by_column(3).items():
        report = mission.replace("/missions/", "/activities/") + f"/subsidy.pdf?source={bearer}"
        paid = [cost for cost in guests.COSTS if cost[3] == bearer]
        told = told_by(fetched(pages, report))
        compare(told, [
            guests.NAME, guests.OFFICE["name_ja"], f"会頭{guests.OFFICE['head_name']}", f"{sum(amounts):,}円",
            "平成25年12月12日",
        ], typed(), payments(paid), *_sums())  # fmt: skip
        listed = told.partition("この財源からの支出明細")[2]
        assert listed
        others = [what for what, _category, _yen, by in guests.COSTS if by != bearer and squeezed(what) in listed]
        assert others == []


def _sums() -> list[list[Together]]:
    """What each category cost, and what each bore, a row each."""
    return [
        [Together(labels[code], (f"{sum(yen):,}円",)) for code, yen in by_column(column).items()]
        for column, labels in ((1, guests.CATEGORIES), (3, guests.BEARERS))
    ]


def _reported() -> list[str]:
    """What both reports tell: guests, items, talks with who spoke there and what was said, each cost, who bore it."""
    people = [f"{firm(guest, 'ja')}{marked(guest)}{guest.name}（{guest.latin}）" for guest in guests.GUESTS]
    talks = []
    for talk in guests.TALKS:
        guest = guests.GUESTS[talk.guest - 1]
        talks += [f"{talk.host}×{firm(guest, 'ja')}", talk.topic, talk.said, guests.RESULTS[talk.result], talk.step]
        talks += [f"{guest.name}（{guest.latin}、{marked(guest)}）"]
    return [
        guests.NAME, guests.OFFICE["name_ja"], guests.BUREAU, guests.OBJECTIVES, *people, *talks,
        *(fact for stop in guests.STOPS for fact in (on(stop), stop.title, stop.clocks)),
        *(f"{guests.CATEGORIES[category]}{sum(yen):,}円" for category, yen in by_column(1).items()),
        *(f"{guests.BEARERS[bearer]}{sum(yen):,}円" for bearer, yen in by_column(3).items()),
        f"合計{guests.TOTAL:,}円", f"{round(guests.TOTAL / len(guests.TALKS)):,}円", "平成25年12月20日",
        "春の来訪につなげたい。費用は予算の範囲に収まった。", f"{guests.SESSION}{guests.HALL}14918",
    ]  # fmt: skip
