"""Words in which travel details are told, in every language of the product: kin and what somebody does not eat.

They are no sentences of the product: travellers type them, and papers in four languages print them for hotels and
kitchens, where a word that was translated by nobody may hurt somebody.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from crm.core.languages import Language
from crm.core.names import search_key
from crm.core.texts import listing

_LANGUAGES: Final = (Language.EN, Language.JA, Language.ZH, Language.KO)


def _table(lines: str) -> tuple[tuple[str, ...], ...]:
    """A word a line, in the order of _LANGUAGES; of several forms, parted by /, the first is printed."""
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines.strip().splitlines())


RELATIONS: Final = _table("""
    spouse | 配偶者 | 配偶 | 배우자
    wife | 妻 | 妻子 | 아내/처
    husband | 夫 | 丈夫 | 남편
    father | 父 | 父亲 | 아버지/부
    mother | 母 | 母亲 | 어머니/모
    parent | 親 | 父母 | 부모
    eldest son | 長男 | 长子 | 장남/큰아들
    second son | 次男 | 次子 | 차남/작은아들
    son | 息子 | 儿子 | 아들
    eldest daughter | 長女 | 长女 | 장녀/큰딸
    second daughter | 次女 | 次女 | 차녀/작은딸
    daughter | 娘 | 女儿 | 딸
    child | 子 | 子女 | 자녀
    older brother/elder brother | 兄 | 哥哥/兄 | 형(오빠)/형/오빠
    younger brother | 弟 | 弟弟/弟 | 남동생/아우
    brother | 兄弟 | 兄弟 | 형제
    older sister/elder sister | 姉 | 姐姐/姐 | 누나(언니)/누나/언니
    younger sister | 妹 | 妹妹/妹 | 여동생
    sister | 姉妹 | 姐妹 | 자매
    grandfather | 祖父 | 祖父/爷爷 | 할아버지/조부
    grandmother | 祖母 | 祖母/奶奶 | 할머니/조모
    grandchild | 孫 | 孙子女 | 손주
    relative | 親族/親戚 | 亲属 | 친척
    friend | 友人 | 朋友 | 친구
    colleague | 同僚 | 同事 | 동료
    supervisor/superior | 上司 | 上级 | 상사
    employer | 勤務先/会社 | 工作单位/单位 | 직장/회사
""")
DIETS: Final = _table("""
    none/nothing | なし/特になし | 无 | 없음
    shrimp/prawn | えび/海老/エビ | 虾 | 새우
    crab | かに/蟹/カニ | 螃蟹/蟹 | 게
    crustaceans | 甲殻類 | 甲壳类 | 갑각류
    clams and oysters | 貝類 | 贝类 | 조개류
    shellfish | 甲殻類と貝類 | 甲壳类和贝类 | 갑각류 및 조개류
    fish | 魚 | 鱼 | 생선
    raw fish | 生魚/生もの/刺身 | 生鱼/生食 | 회/날생선
    wheat | 小麦 | 小麦 | 밀
    buckwheat | そば/蕎麦 | 荞麦 | 메밀
    egg/eggs | 卵/鶏卵/たまご | 鸡蛋/蛋 | 달걀/계란
    no milk/no dairy | 乳製品不可/牛乳不可/乳不可 | 不吃奶制品/不喝牛奶/不吃牛奶 | 유제품 제외/우유 제외
    milk/dairy | 乳/牛乳/乳製品 | 牛奶/乳制品 | 우유/유제품
    peanuts/peanut | 落花生/ピーナッツ | 花生 | 땅콩
    walnuts/walnut | くるみ/胡桃 | 核桃 | 호두
    nuts | ナッツ/木の実 | 坚果 | 견과류
    soy/soya | 大豆 | 大豆 | 대두/콩
    pork | 豚肉 | 猪肉 | 돼지고기
    beef | 牛肉 | 牛肉 | 소고기/쇠고기
    chicken | 鶏肉 | 鸡肉 | 닭고기
    lamb/mutton | 羊肉 | 羊肉 | 양고기
    coriander/cilantro | パクチー/香菜 | 香菜 | 고수
    no alcohol | アルコール不可/酒不可/飲酒不可 | 不饮酒/不喝酒 | 술 제외/금주/알코올 제외
    alcohol | アルコール/酒 | 酒精/酒 | 술/알코올
    vegetarian | ベジタリアン/菜食 | 素食 | 채식/채식주의
    vegan | ヴィーガン/ビーガン | 纯素 | 비건
    halal | ハラール/ハラル | 清真 | 할랄
""")
#: How each language says that somebody does not bear or does not eat a thing.
_SAYINGS: Final = (
    ("{} allergy", "{}アレルギー", "对{}过敏", "{} 알레르기"),
    ("no {}", "{}不可", "不吃{}", "{} 제외"),
)
_PARTING: Final = re.compile(r"\s*[、,，・/／;；\n]\s*")


def in_every_language(text: str) -> dict[str, str]:
    """{language: what it says there, "" where it stands as it was typed}, of a text all of whose parts are words of
    ours; {} of any other.
    """
    typed = [part for part in _PARTING.split(text.strip()) if part]
    parts = [_known().get(search_key(part)) for part in typed]
    found = [part for part in parts if part is not None]
    if not found or len(found) < len(parts):
        return {}
    told = {}
    for code in _LANGUAGES:
        own = all(_bare(said) in part.typed[code] for said, part in zip(typed, found, strict=True))
        told[code.value] = "" if own else listing(code, (part.printed[code] for part in found))
    return told


def relations(language: str) -> list[str]:
    """How somebody may be related, in a language, to choose from."""
    at = next((n for n, code in enumerate(_LANGUAGES) if code == language), 0)
    return [row[at].split("/")[0] for row in RELATIONS]


@dataclass(frozen=True)
class _Word:
    """One of our words, or a saying of it: how each language prints it, and the forms that are its own. They are not
    folded: 長女 is no Chinese, 长女 no Japanese.
    """

    printed: Mapping[str, str]
    typed: Mapping[str, frozenset[str]]


# Kept: read from its file, once a process.
@cache
def _known() -> Mapping[str, _Word]:
    """{folded form: the word}; a form that two words have means the first."""
    found: dict[str, _Word] = {}
    for row in (*RELATIONS, *DIETS):
        forms = [cell.split("/") for cell in row]
        for said in (("{}",) * len(_LANGUAGES), *_SAYINGS):
            triples = list(zip(_LANGUAGES, said, forms, strict=True))
            word = _Word(
                {code: say.format(cell[0]) for code, say, cell in triples},
                {code: frozenset(_bare(say.format(form)) for form in cell) for code, say, cell in triples},
            )
            for key in {search_key(form) for own in word.typed.values() for form in own}:
                found.setdefault(key, word)
    return found


def _bare(text: str) -> str:
    """A form without width, case and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
