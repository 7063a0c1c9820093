"""Where a text means somebody: by the whole name, or by the family name beside a title or a form of address.

A family name alone is often that of a place or a firm (三条, 金): it counts only beside such a word. Characters are
compared as both shores write them (劉新春, 刘新春), letters without case and tones (LIU Xinchun, Liú Xīnchūn).
"""

import re
from collections.abc import Collection
from functools import cache, lru_cache
from typing import Final

from crm.core.folding import fold_characters
from crm.core.languages import Language
from crm.core.posts import TITLES
from crm.core.scripts import is_han

#: What people are called besides by their posts; in a delegation, and in short.
_ADDRESSED: Final = (
    "様", "さま", "さん", "氏", "殿", "君", "先生", "女史", "夫人", "夫妻", "ご夫妻", "女士", "小姐", "老师",
    "同志", "夫妇", "님", "씨", "선생", "여사", "부부", "団長", "副団長", "団員", "随員", "幹事", "幹事長",
    "記者", "事務局", "团员", "단장", "부단장", "단원", "수행원", "간사", "기자", "常務", "専務", "会頭",
    "所長", "頭取", "総裁", "代表", "行长", "院长", "대표", "상무", "전무", "소장", "행장", "원장", "경리",
    "사무국",
)  # fmt: skip
_MODIFIERS: Final = (
    "前", "元", "新", "現", "故", "副", "総", "代表", "名誉", "筆頭", "常務", "専務", "首席", "전", "부", "총", "수석",
)  # fmt: skip
#: 営業部長, 国際交流課長補佐: a department, and what the one is called who leads it.
_DEPARTMENTS: Final = "部課室局科処係"
_LED_BY: Final = ("長", "次長", "主任", "経理", "補佐")
#: What departments are called; two other characters between a family name and 科長 are the given name: 金銀姫科長.
_BRANCHES: Final = (
    "事業 事務 交流 人事 企画 保険 公関 農業 農林 医療 商務 商工 商業 国際 土木 地域 外事 外商 学生 学務 安全 "
    "審査 工務 工商 広報 建設 開発 情報 信息 成長 技術 投資 招商 支援 政策 教育 文化 文旅 旅游 林務 林業 業務 "
    "水産 法務 海外 渉外 物流 物産 生産 産業 畜産 研究 福祉 秘書 管財 管理 経理 経済 総務 総合 総括 調査 調達 "
    "財務 財政 貿易 販売 销售 購買 資材 輸出 进口 出口 通商 設計 観光 計画 质量 品質 製造 振興 食品 市場 市民 "
    "税務 衛生 警備 電算"
)
#: Words that begin as a family name does: 金融局长 is no Mr 金.
_WORDS: Final = "金融 金属 林業 林務 高新 高等 石油 安全 温泉 文化 文旅 水産 商務 商工 商業 経済"
#: 王总 and 刘董, but neither 资金总额 nor 董事会.
_SHORTENED: Final = "(?:总(?![额体计数量共公部署是务])|董(?!事))"
_POLITE: Final = r"(?:mr|ms|mrs|miss|dr|prof|professor|messrs)\.?"
_LEADS: Final = ("chairman", "chairwoman", "chairperson", "head", "leader", "advisor", "president", "manager")
#: Characters of names that are otherwise told apart: the table of all folded keys does not know them as one.
_VARIANTS: Final = dict(zip("姫渕冨嶋薗舘槙", "姬渊富岛园馆槇", strict=True))
#: What ends a name that stands behind the title.
_END: Final = r"(?=[がはをにともの、。，,；;）)「」\s　]|$)"


def covered(
    text: str, by: str, names: Collection[str], families: Collection[str] = (), titles: Collection[str] = ()
) -> str:
    """The text with `by` over every one of the names, and over a family name where it means a person.

    `titles` are posts that the table of posts may not know, with or without their departments.
    """
    patterns = _patterns(frozenset(names), frozenset(families), frozenset(titles))
    for pattern in patterns:
        folded = "".join(map(_alike, text))
        for found in reversed(list(pattern.finditer(folded))):
            start, end = found.span("who")
            text = text[:start] + by + text[end:]
    return text


def _alike(character: str) -> str:
    """A character as it is compared; one that would become two stays, so that places in a text stay."""
    folded = fold_characters(character)
    return _VARIANTS.get(folded, folded) if len(folded) == 1 else character


def _any(words: Collection[str]) -> str:
    """A pattern for any of some words, as they are compared; the longest first."""
    folded = {"".join(map(_alike, word)) for word in words} - {""}
    return "|".join(re.escape(word) for word in sorted(folded, key=lambda word: (-len(word), word)))


def _is_latin(text: str) -> bool:
    return "".join(map(_alike, text)).isascii()


def _whole(name: str) -> str:
    """A pattern for a name with and without its blank; in Latin letters, in both orders."""
    folded = "".join(map(_alike, name))
    if not _is_latin(name):
        return r"[\s　・]?".join(re.escape(character) for character in "".join(folded.split()))
    words = [re.escape(word) for word in folded.replace(",", " ").split()]
    orders = {tuple(words), (words[-1], *words[:-1]), (*words[1:], words[0])}
    told = "|".join(r",?\s{0,2}".join(order) for order in sorted(orders))
    return rf"(?<![a-z])(?:{told})(?![a-z])"


# Kept: read from its file, once a process.
@cache
def _posts() -> tuple[frozenset[str], frozenset[str]]:
    """The titles of the table: those that stand behind a name, and the English ones, which stand before it."""
    rows = [row for _rank, row in TITLES]
    behind = {word for row in rows for code, word in row.items() if code != Language.EN} | set(_ADDRESSED)
    english = {word for row in rows if len(word := row[Language.EN]) > 2} | set(_LEADS)
    return frozenset(behind), frozenset(english)


# Kept: patterns of all names of a paper: made once, not once a text.
@lru_cache(maxsize=8)
def _patterns(names: frozenset[str], families: frozenset[str], titles: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    whole = [_whole(name) for name in sorted(names, key=len, reverse=True) if len("".join(name.split(","))) > 1]
    found = [re.compile(f"(?P<who>{'|'.join(whole)})")] if whole else []
    behind, english = _posts()
    told = {word for title in titles for word in (title, "".join(title.split()), *title.split()) if len(word) > 1}
    posts = _any(behind | {word for word in told if not _is_latin(word)})
    before = _any(english | {title for title in titles if _is_latin(title) and len(title) > 2})
    department = rf"[㐀-鿿]{{1,8}}[{''.join(map(_alike, _DEPARTMENTS))}](?:{_any(_LED_BY)})"
    after = rf"[\s　]?[（(]?(?:(?:{_any(_MODIFIERS)})?(?:{posts})|{department}|{_SHORTENED})"
    letters = _any([family for family in families if _is_latin(family) and len(family) > 1])
    script = _any([family for family in families if not _is_latin(family) and _is_told(family)])
    if letters:
        found.append(re.compile(rf"\b(?P<who>{letters})(?=-san\b|{after}|,? (?:{before})\b|,? ?\((?:{before})\b)"))
        found.append(re.compile(rf"\b(?:{_POLITE}|{before})\s(?P<who>{letters})\b"))
    if script:
        # 김 stands alone before a title, and is no end of another word.
        led = rf"[{''.join(map(_alike, _DEPARTMENTS))}](?:{_any(_LED_BY)})"
        given = rf"(?:[\s　]?(?!{_any((*_BRANCHES.split(), *_MODIFIERS))})[㐀-鿿]{{1,2}}(?={led}))?"
        found.append(re.compile(rf"(?<![가-힣])(?!{_any(_WORDS.split())})(?P<who>(?:{script}){given})(?={after})"))
        found.append(re.compile(rf"(?:{posts})[の・：:\s　]?(?P<who>{script}){_END}"))
    return tuple(found)


def _is_told(family: str) -> bool:
    """Whether it is long enough to be found: one kana is in every word."""
    return len(family) > 1 or is_han(family) or "가" <= family <= "힣"
