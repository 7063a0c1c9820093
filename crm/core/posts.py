"""Titles of posts that have one counterpart in each language: boxes of an approval, and what delegates are offered.

Ranks differ between countries (a 課長 is no 科长 by rank); these are the words in which papers write them. The rank
here only says who of one organisation stands before whom where nobody gave an order.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from crm.core.languages import Language


def titles(ja: str, zh: str, ko: str, en: str) -> dict[str, str]:
    """A post in the four languages."""
    return {Language.JA.value: ja, Language.ZH.value: zh, Language.KO.value: ko, Language.EN.value: en}


CHAIR: Final = titles("会長", "会长", "회장", "Chair")
GOVERNOR: Final = titles("知事", "知事", "지사", "Governor")
MAYOR: Final = titles("市長", "市长", "시장", "Mayor")

#: The rank of a post that the table does not know.
MIDDLE: Final = 5

#: (rank, title): 1 is the highest. Of two titles that are alike in a language the first counts; "" where a language has
#: no word that says the same.
TITLES: Final[tuple[tuple[int, Mapping[str, str]], ...]] = (
    (7, titles("担当", "经办人", "담당", "In charge")),
    (7, titles("係", "经办人", "담당", "In charge")),
    (6, titles("係長", "股长", "계장", "Subsection chief")),
    # A Japanese 主任 is one of the staff, a Chinese one leads an office: neither is written for the other.
    (6, titles("主任", "", "주임", "Senior staff")),
    (3, titles("", "主任", "", "Head of office")),
    (6, titles("課長補佐", "科长助理", "과장보좌", "Assistant section chief")),
    (5, titles("課長", "科长", "과장", "Section chief")),
    (5, titles("室長", "室长", "실장", "Office head")),
    (5, titles("次長", "次长", "차장", "Deputy director")),
    (4, titles("部長", "部长", "부장", "Director")),
    # A 分店 is a shop: in Chinese the body decides, 分行行长 of a bank, 分公司经理 of a firm.
    (4, titles("支店長", "", "지점장", "Branch manager")),
    (4, titles("", "分店长", "", "")),
    (4, titles("工場長", "厂长", "공장장", "Plant manager")),
    (5, titles("店長", "店长", "점장", "Shop manager")),
    (4, titles("副局長", "副局长", "부국장", "Deputy director-general")),
    (3, titles("局長", "局长", "국장", "Director-General")),
    (4, titles("事務局次長", "事务局次长", "사무국 차장", "Deputy secretary-general")),
    (3, titles("事務局長", "事务局长", "사무국장", "Secretary-General")),
    (4, titles("理事", "理事", "이사", "Board member")),
    (3, titles("常務理事", "常务理事", "상무이사", "Managing director")),
    (3, titles("専務理事", "专务理事", "전무이사", "Senior managing director")),
    (2, titles("副会長", "副会长", "부회장", "Vice-chair")),
    (1, CHAIR),
    (2, titles("副会頭", "副会长", "부회장", "Vice-chair")),
    (1, titles("会頭", "会长", "회장", "Chair")),
    (2, titles("副理事長", "副理事长", "부이사장", "Vice-president")),
    (1, titles("理事長", "理事长", "이사장", "President")),
    (4, titles("監事", "监事", "감사", "Auditor")),
    (4, titles("顧問", "顾问", "고문", "Adviser")),
    (2, titles("名誉会長", "名誉会长", "명예회장", "Honorary chair")),
    (1, titles("代表取締役社長", "代表董事社长", "대표이사 사장", "President and representative director")),
    (1, titles("代表取締役", "代表董事", "대표이사", "Representative director")),
    (1, titles("取締役社長", "董事社长", "이사 사장", "President and director")),
    (1, titles("社長", "社长", "사장", "President")),
    (2, titles("副社長", "副社长", "부사장", "Vice-president")),
    (3, titles("専務取締役", "专务董事", "전무이사", "Senior managing director")),
    (3, titles("常務取締役", "常务董事", "상무이사", "Managing director")),
    (4, titles("取締役", "董事", "이사", "Director")),
    (4, titles("監査役", "监事", "감사", "Auditor")),
    (6, titles("経営指導員", "经营指导员", "경영지도원", "Business adviser")),
    (6, titles("主任研究員", "主任研究员", "주임연구원", "Senior researcher")),
    (7, titles("研究員", "研究员", "연구원", "Researcher")),
    (4, titles("教授", "教授", "교수", "Professor")),
    (5, titles("准教授", "副教授", "부교수", "Associate professor")),
    (1, titles("学長", "校长", "총장", "President")),
    # 支配人 and 지배인 lead a hotel or a hall; the 经理 of a department does not.
    (4, titles("マネージャー", "经理", "매니저", "Manager")),
    (4, titles("支配人", "经理", "지배인", "Manager")),
    (7, titles("通訳", "翻译", "통역", "Interpreter")),
    (1, titles("董事長", "董事长", "동사장", "Chair of the board")),
    (2, titles("総経理", "总经理", "총경리", "General manager")),
    (3, titles("副総経理", "副总经理", "부총경리", "Deputy general manager")),
    (5, titles("科長", "科长", "과장", "Section chief")),
    (6, titles("副科長", "副科长", "부과장", "Deputy section chief")),
    (4, titles("処長", "处长", "처장", "Division chief")),
    (5, titles("副処長", "副处长", "부처장", "Deputy division chief")),
    (1, titles("主席", "主席", "주석", "Chair")),
    (3, titles("秘書長", "秘书长", "비서장", "Secretary-General")),
    (4, titles("副秘書長", "副秘书长", "부비서장", "Deputy secretary-general")),
    (7, titles("副主任", "副主任", "부주임", "Deputy director")),
    (1, titles("州長", "州长", "주장", "Governor")),
    (2, titles("副州長", "副州长", "부주장", "Vice-governor")),
    (2, titles("副知事", "副知事", "부지사", "Vice-governor")),
    (1, GOVERNOR),
    (2, titles("副市長", "副市长", "부시장", "Deputy mayor")),
    (1, MAYOR),
    (1, titles("町長", "町长", "정장", "Mayor")),
    (1, titles("村長", "村长", "촌장", "Mayor")),
    (1, titles("議長", "议长", "의장", "Speaker")),
)


#: What firms that write Cyrillic call their posts: (rank, title), apart from the table, since nobody would write these
#: words for a Japanese ディレクター.
CYRILLIC: Final = "ru"
_CYRILLIC: Final[Mapping[str, tuple[int, Mapping[str, str]]]] = {
    # Who heads a firm, or a part of it: only its body tells, and nobody is ranked below what they are.
    "директор": (2, titles("", "", "", "Director")),
    "генеральный директор": (1, titles("ゼネラルディレクター", "总经理", "", "General director")),
    "заместитель директора": (3, titles("", "", "", "Deputy director")),
    "менеджер": (4, titles("マネージャー", "经理", "매니저", "Manager")),
    "переводчик": (7, titles("通訳", "翻译", "통역", "Interpreter")),
}


def counterpart(title: str, of: str, language: str) -> str:
    """What the holder of a post is called in another language; "" where the table has no such post in `of`."""
    bare = " ".join(title.split())
    if of == CYRILLIC:
        _rank, known = _CYRILLIC.get(bare.casefold(), (MIDDLE, {}))
        return known.get(language, "")
    row = _first_rows().get((of, bare)) if bare else None
    return row.get(language, "") if row is not None else ""


# Kept: made of TITLES, which stays as it is.
@cache
def _first_rows() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """{(language, title): the first row that has it}: lists ask this of post after post."""
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for _rank, row in TITLES:
        for language, title in row.items():
            found.setdefault((language, title), row)
    return found


def told(title: str, of: str, language: str) -> str:
    """The post in another language where nothing is to be guessed; "" else.

    Chinese, Japanese and Korean write one post in one word, and the first row counts. An English word stands for
    several posts (a President leads a firm or a board): it is told only where all of its rows agree.
    """
    if of != Language.EN:
        return counterpart(title, of, language)
    bare = " ".join(title.split())
    found = {row.get(language, "") for _rank, row in TITLES if row.get(of) == bare}
    return found.pop() if len(found) == 1 else ""


def is_post(title: str) -> bool:
    """Whether it is the whole of a post in any of the languages: 課長, 과장."""
    return any(title == word for _rank, row in TITLES for word in row.values())


# Kept: 0.5 ms a title, and few titles are many people's.
@lru_cache(maxsize=2048)
def rank(title: str) -> int:
    """The rank of a title in any of the languages, with or without its department; MIDDLE where none is known in it.

    In Chinese, Japanese and Korean the post stands last (服装部経理); in English before the comma.
    """
    text = "".join(title.split(",")[0].casefold().split())
    found = [(len(word), -place, held) for place, (held, word) in enumerate(_ranked()) if text.endswith(word)]
    found += [(len(word), 0, held) for word, (held, _row) in _CYRILLIC.items() if text == "".join(word.split())]
    return max(found)[2] if found else MIDDLE


def _ranked() -> Iterator[tuple[int, str]]:
    return ((held, "".join(word.casefold().split())) for held, row in TITLES for word in row.values() if word)
