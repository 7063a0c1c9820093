"""Titles of posts that have one counterpart in each language: boxes of an approval, and what delegates are offered.

Ranks differ between countries (a 課長 is no 科长 by rank); these are the words in which papers write them.
"""

from collections.abc import Mapping
from typing import Final

from crm.core.languages import Language


def titles(ja: str, zh: str, ko: str, en: str) -> dict[str, str]:
    """A post in the four languages."""
    return {Language.JA.value: ja, Language.ZH.value: zh, Language.KO.value: ko, Language.EN.value: en}


CHAIR: Final = titles("会長", "会长", "회장", "Chair")
GOVERNOR: Final = titles("知事", "知事", "지사", "Governor")
MAYOR: Final = titles("市長", "市长", "시장", "Mayor")

#: Of two that are alike in a language the first counts.
TITLES: Final[tuple[Mapping[str, str], ...]] = (
    titles("担当", "经办人", "담당", "In charge"),
    titles("係", "经办人", "담당", "In charge"),
    titles("係長", "股长", "계장", "Subsection chief"),
    titles("主任", "主任", "주임", "Senior staff"),
    titles("課長補佐", "科长助理", "과장보좌", "Assistant section chief"),
    titles("課長", "科长", "과장", "Section chief"),
    titles("室長", "室长", "실장", "Office head"),
    titles("次長", "次长", "차장", "Deputy director"),
    titles("部長", "部长", "부장", "Director"),
    titles("支店長", "分店长", "지점장", "Branch manager"),
    titles("工場長", "厂长", "공장장", "Plant manager"),
    titles("店長", "店长", "점장", "Shop manager"),
    titles("副局長", "副局长", "부국장", "Deputy director-general"),
    titles("局長", "局长", "국장", "Director-General"),
    titles("事務局次長", "事务局次长", "사무국 차장", "Deputy secretary-general"),
    titles("事務局長", "事务局长", "사무국장", "Secretary-General"),
    titles("理事", "理事", "이사", "Board member"),
    titles("常務理事", "常务理事", "상무이사", "Managing director"),
    titles("専務理事", "专务理事", "전무이사", "Senior managing director"),
    titles("副会長", "副会长", "부회장", "Vice-chair"),
    CHAIR,
    titles("副会頭", "副会长", "부회장", "Vice-chair"),
    titles("会頭", "会长", "회장", "Chair"),
    titles("副理事長", "副理事长", "부이사장", "Vice-president"),
    titles("理事長", "理事长", "이사장", "President"),
    titles("監事", "监事", "감사", "Auditor"),
    titles("顧問", "顾问", "고문", "Adviser"),
    titles("名誉会長", "名誉会长", "명예회장", "Honorary chair"),
    titles("代表取締役社長", "代表董事社长", "대표이사 사장", "President and representative director"),
    titles("代表取締役", "代表董事", "대표이사", "Representative director"),
    titles("取締役社長", "董事社长", "이사 사장", "President and director"),
    titles("社長", "社长", "사장", "President"),
    titles("副社長", "副社长", "부사장", "Vice-president"),
    titles("専務取締役", "专务董事", "전무이사", "Senior managing director"),
    titles("常務取締役", "常务董事", "상무이사", "Managing director"),
    titles("取締役", "董事", "이사", "Director"),
    titles("監査役", "监事", "감사", "Auditor"),
    titles("経営指導員", "经营指导员", "경영지도원", "Business adviser"),
    titles("主任研究員", "主任研究员", "주임연구원", "Senior researcher"),
    titles("研究員", "研究员", "연구원", "Researcher"),
    titles("教授", "教授", "교수", "Professor"),
    titles("准教授", "副教授", "부교수", "Associate professor"),
    titles("学長", "校长", "총장", "President"),
    titles("支配人", "经理", "지배인", "Manager"),
    titles("通訳", "翻译", "통역", "Interpreter"),
    titles("董事長", "董事长", "동사장", "Chair of the board"),
    titles("総経理", "总经理", "총경리", "General manager"),
    titles("副総経理", "副总经理", "부총경리", "Deputy general manager"),
    titles("科長", "科长", "과장", "Section chief"),
    titles("副科長", "副科长", "부과장", "Deputy section chief"),
    titles("処長", "处长", "처장", "Division chief"),
    titles("副処長", "副处长", "부처장", "Deputy division chief"),
    titles("主席", "主席", "주석", "Chair"),
    titles("秘書長", "秘书长", "비서장", "Secretary-General"),
    titles("副秘書長", "副秘书长", "부비서장", "Deputy secretary-general"),
    titles("副主任", "副主任", "부주임", "Deputy director"),
    titles("州長", "州长", "주장", "Governor"),
    titles("副州長", "副州长", "부주장", "Vice-governor"),
    titles("副知事", "副知事", "부지사", "Vice-governor"),
    GOVERNOR,
    titles("副市長", "副市长", "부시장", "Deputy mayor"),
    MAYOR,
    titles("町長", "町长", "정장", "Mayor"),
    titles("村長", "村长", "촌장", "Mayor"),
    titles("議長", "议长", "의장", "Speaker"),
)


def counterpart(title: str, of: str, language: str) -> str:
    """What the holder of a post is called in another language; "" where the table has no such post in `of`."""
    bare = " ".join(title.split())
    return next((row[language] for row in TITLES if row.get(of) == bare), "") if bare else ""
