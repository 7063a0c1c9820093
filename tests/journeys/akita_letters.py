"""The letters of 2015, in each language, compared with the list and the programme (akita)."""

import re
from datetime import date

from crm.core import posts
from tests.journeys import akita
from tests.journeys.akita_facts import OWN, WEEKDAYS_ZH, listed, post, typed
from tests.journeys.facts import LANGUAGES, compare
from tests.journeys.papers import asked, fetched, preview, told_by
from tests.journeys.plainly import Pages

#: The visit that is confirmed with its host.
_VISIT = next(stop for stop in akita.STOPS if stop.more.get("host_name") == "朴哲")
#: (kind, whom, of which body, post, {language: what it tells besides})
_ASKED = [
    ("request", "朴哲", _VISIT.more["organisation_id"], "総経理", {
        "ja": ["2015年10月29日（木）", "13:30〜14:30", "渡部 恒一郎ほか19名"],
        "zh-Hans": ["尊敬的朴哲总经理", "2015年10月29日（周四）", _VISIT.clocks, "共20人"],
        "ko": ["朴哲(Piáo Zhé) 총경리님께", "2015년 10월 29일(목) 13:30~14:30",
               "渡部 恒一郎(와타베 고이치로) 포함 총 20명"],
        "en": ["Dear PIAO Zhe", "Thursday, 29 October 2015, 13:30–14:30", "Watabe Koichiro (渡部 恒一郎), 20 people"],
    }),
    ("invitation_request", "金成浩", akita.HOST, "会長", {
        "ja": ["2015年10月27日〜2015年10月31日", "延吉市、図們市（10月30日）", "渡部 恒一郎ほか19名"],
        "zh-Hans": ["尊敬的金成浩会长", "2015年10月27日至2015年10月31日", "图们市（10月30日）", "共20人"],
        "ko": ["金成浩(Jīn Chénghào) 회장님께", "2015년 10월 27일~2015년 10월 31일", "연길시, 도문시(10월 30일)"],
        "en": ["Dear JIN Chenghao", "from 27 October 2015 to 31 October 2015", "Yanji and Tumen (30 October)"],
    }),
]  # fmt: skip
_DATED = {"ja": "2015年9月1日", "zh-Hans": "2015年9月1日", "ko": "2015년 9월 1일", "en": "1 September 2015"}
#: Ten working days later an answer is hoped for.
_ANSWER = "2015-09-16"


def _signed(language: str) -> list[str]:
    """What stands below each letter of ours."""
    head = posts.told("会頭", "ja", language)
    name = akita.CHAIN[-1][1]
    return [OWN[language], head, name, akita.OFFICE["address_ja"], "18-863-4141", akita.OFFICE["mail"]]


def ask(pages: Pages, mission: str) -> None:
    """A visit is confirmed with its host, and an invitation asked for: with day, clock, purpose, and who comes."""
    letters = mission.replace("/missions/", "/letters/missions/")
    for kind, person, body, title, told in _ASKED:
        for language in LANGUAGES:
            pages.open(f"{letters}/new?kind={kind}").fill(
                kind=kind, person_id=person, language=language, dated_on=akita.ASKED, sender=akita.CHAIN[-1][1],
                purpose=akita.PURPOSE_ZH,
            )  # fmt: skip
            letter, facts = pages.address, [body, person, post(title, language), akita.PURPOSE_ZH, _DATED[language]]
            facts += [*told[language], *_signed(language)]
            papers = [told_by(fetched(pages, f"{letter}/word")), told_by(fetched(pages, f"{letter}/pdf"))]
            if kind == "invitation_request":
                papers.append(asked(pages, f"{letter}/enclosed.pdf", passports="y"))
            for paper in (preview(pages, f"{letter}/preview"), *papers):
                compare(paper, facts, typed(akita.ASKED, _ANSWER), listed(language, reading=language == "ko"))


def read_letters(pages: Pages, mission: str) -> None:
    """A letter of thanks in Chinese to everybody who received us: for what, on which days, and nobody else's."""
    letters = mission.replace("/missions/", "/letters/missions/")
    pages.open(f"{letters}/thanks").fill(sender=akita.CHAIN[-1][1])
    links = [str(link) for link in pages.page.xpath("//main//a/@href") if re.fullmatch(r"/letters/\d+", link)]
    found = {link: told for link in dict.fromkeys(links) if "感谢信" in (told := preview(pages, f"{link}/preview"))}
    assert len(found) == len(akita.THANKED)
    for name, (body, called, days) in akita.THANKED.items():
        [(link, letter)] = [(link, told) for link, told in found.items() if f"尊敬的{name}" in told]
        for paper in (letter, told_by(fetched(pages, f"{link}/word"))):
            compare(paper, [body, f"尊敬的{name}{called}", *_signed("zh-Hans")], typed())
            dated = re.findall(r"2015年10月(\d+)日（周(.)）", paper)
            assert dated == [(str(day), WEEKDAYS_ZH[date(2015, 10, day).weekday()]) for day in days]
            assert (akita.AGREEMENT in paper) is (name == "金成浩")
