"""What goods are made of, in four languages: terms of trade from one list, so that “カシミヤ30%” is never read abroad.

A text is told in another language only where every word of it stands in the list: what is not there, nobody guesses.
"""

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

from crm.core.languages import Language

#: ja, zh-Hans, ko, en; of each language the first spelling is the one that is written, “|” between further ones.
_TERMS: Final = """
綿|コットン|木綿	棉	면|코튼	cotton
麻	麻	마	linen or ramie
リネン|亜麻	亚麻	리넨|린넨|아마	linen|flax
ラミー|苧麻	苎麻	모시|라미	ramie
ヘンプ	汉麻	헴프	hemp
絹|シルク	真丝|蚕丝|桑蚕丝	실크|견	silk
ウール|毛|羊毛	羊毛|毛	울|양모|모	wool
メリノウール	美利奴羊毛	메리노 울|메리노울	merino wool
ラムウール|ラムズウール	羔羊毛	램스울|램스 울	lambswool
カシミヤ|カシミア	羊绒|山羊绒	캐시미어	cashmere
モヘヤ|モヘア	马海毛	모헤어	mohair
アンゴラ	安哥拉兔毛	앙고라	angora
アルパカ	羊驼毛	알파카	alpaca
キャメル	驼毛|骆驼毛	캐멀|낙타털	camel hair
ヤク	牦牛绒	야크	yak
ナイロン	锦纶|尼龙	나일론	nylon|polyamide
ポリエステル	聚酯纤维|涤纶	폴리에스터|폴리에스테르	polyester
アクリル	腈纶	아크릴	acrylic
レーヨン	粘胶纤维|粘纤	레이온	rayon|viscose
キュプラ	铜氨纤维	큐프라	cupro
リヨセル	莱赛尔	리오셀	lyocell
テンセル	天丝	텐셀	Tencel
モダール	莫代尔	모달	modal
アセテート	醋酸纤维|醋纤	아세테이트	acetate
トリアセテート	三醋酸纤维	트리아세테이트	triacetate
ポリウレタン	聚氨酯	폴리우레탄	polyurethane
スパンデックス	氨纶	스판덱스	spandex|elastane
ポリプロピレン	聚丙烯	폴리프로필렌	polypropylene
ポリエチレン	聚乙烯	폴리에틸렌	polyethylene
ダウン|羽毛	羽绒	다운	down
フェザー|羽根	羽毛	깃털	feather
牛革	牛皮	소가죽	cowhide
本革|皮革|革	皮革	가죽	leather
合成皮革	人造革|合成革	합성피혁|인조가죽	synthetic leather
和紙	和纸	일본 전통지	washi paper
紙	纸	종이	paper
ステンレス|ステンレス鋼	不锈钢	스테인리스|스테인리스강	stainless steel
純銅	纯铜	순동	pure copper
銅	铜	구리|동	copper
真鍮|黄銅	黄铜	황동	brass
錫	锡	주석	tin
純銀	纯银	순은	pure silver
銀	银	은	silver
鋳鉄	铸铁	주철	cast iron
鉄	铁	철	iron
鋼	钢	강철	steel
アルミニウム|アルミ	铝	알루미늄	aluminium|aluminum
チタン	钛	티타늄|티탄	titanium
天然木	天然木	천연목	natural wood
木材|木	木材|木	목재|나무	wood
竹	竹	대나무	bamboo
桐	桐木	오동나무	paulownia wood
杉	日本柳杉	삼나무	Japanese cedar
檜|ヒノキ|ひのき	日本扁柏	편백|히노키	hinoki cypress
ブナ	山毛榉木	너도밤나무	beech
漆	天然漆|大漆	옻칠	urushi lacquer
陶器	陶器	도기	pottery
磁器	瓷器|瓷	자기	porcelain
ガラス	玻璃	유리	glass
シリコーン	硅胶	실리콘	silicone
ゴム	橡胶	고무	rubber
米	大米|米	쌀	rice
米麹|米こうじ	米曲	쌀누룩	rice koji
表地	面料	겉감	outer fabric
裏地	里料	안감	lining
中綿|中わた	填充物	충전재	filling
本体	主体	본체	body
リブ	罗纹	리브	rib
刃	刃部	칼날	blade
柄|ハンドル	手柄|柄	손잡이	handle
蓋|フタ|ふた	盖子|盖	뚜껑	lid
その他の繊維	其他纤维	기타 섬유	other fibres
"""
_ORDER: Final = (Language.JA, Language.ZH, Language.KO, Language.EN)
#: Rows whose word means a fibre beside its share of the goods; alone it may be a resin.
_FIBRES: Final = frozenset({"アクリル"})
_SHARE: Final = re.compile(r"\d{1,3}(?:\.\d{1,2})?\s*%")
_GRADE: Final = re.compile(r"\d{2}[-/]\d{1,2}(?!\d)")  #: of steel: 18-8
_BETWEEN: Final = re.compile(r"[、,・/+;]\s*|\s+|:\s*|[()]")


TERM, SHARE, BETWEEN = "term", "share", "between"


class _Part(NamedTuple):
    """A part of a text: a `row` of the list, or what stands as it is."""

    kind: str  #: TERM, SHARE or BETWEEN
    text: str
    row: int = -1


# Kept: the table of the file, once a process.
@cache
def _rows() -> list[list[list[str]]]:
    return [[told.split("|") for told in line.split("\t")] for line in _TERMS.strip().splitlines()]


# Kept: its words by language, sorted once a process.
@cache
def _words(language: str) -> dict[str, int]:
    """{word of a language, folded: its row}, the longest first."""
    at = _ORDER.index(Language(language))
    found = {word.casefold(): number for number, row in enumerate(_rows()) for word in row[at]}
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def in_language(text: str, written_in: str, language: str) -> str:
    """The materials of goods in a language, word by word; "" where a word of them is not in the list.

    Where the text has words of no list of the language that it is said to be in, those of the others are tried.
    """
    for source in dict.fromkeys((written_in, *_ORDER)):
        if source in set(_ORDER) and (parts := _parts(text, source)):
            return _told(parts, language)
    return ""


def _parts(text: str, language: str) -> list[_Part]:
    """The words of a text in their order; nothing where one is not in the list."""
    rest, found = unicodedata.normalize("NFKC", text).strip(), list[_Part]()
    while rest:
        part = _first(rest, language)
        if part is None:
            return []
        found.append(part)
        rest = rest[len(part.text) :]
    has_share = any(part.kind == SHARE for part in found)
    rows = [_rows()[part.row] for part in found if part.kind == TERM]
    if not rows or (not has_share and any(row[0][0] in _FIBRES for row in rows)):
        return []
    return found


def _first(rest: str, language: str) -> _Part | None:
    """What a text begins with; None where nobody knows."""
    for kind, pattern in ((SHARE, _SHARE), (SHARE, _GRADE), (BETWEEN, _BETWEEN)):
        if found := pattern.match(rest):
            return _Part(kind, found[0])
    for word, row in _words(language).items():
        if rest.casefold().startswith(word) and not _goes_on(word, rest[len(word) :]):
            return _Part(TERM, rest[: len(word)], row)
    return None


def _goes_on(word: str, rest: str) -> bool:
    """Whether a word in letters with spaces between words is only the beginning of another one: wool, woollen."""
    spaced = re.compile(r"[a-z가-힣]", re.IGNORECASE)
    return bool(spaced.match(word[-1]) and spaced.match(rest))


def _told(parts: list[_Part], language: str) -> str:
    """The parts in a language, as it is written there."""
    at, han = _ORDER.index(Language(language)), language in (Language.JA, Language.ZH)
    told, before = "", ""
    leads = next((part.kind for part in parts if part.kind != BETWEEN), "")  # a share before its term stays apart
    for part in parts:
        if part.kind == BETWEEN:
            told += _between(part.text.strip(), han)
        else:
            if han and leads == TERM and part.kind == SHARE and before == TERM:
                told = told.rstrip(" ")
            apart = not han or (leads == part.kind == SHARE and before == TERM)
            gap = " " if apart and told and told[-1] not in " (" else ""
            told += gap + (part.text if part.kind == SHARE else _rows()[part.row][at][0])
            before = part.kind
    return told[:1].upper() + told[1:] if language == Language.EN else told


def _between(mark: str, han: bool) -> str:
    if mark in ("", "(", ")"):
        return {"": " ", "(": "（" if han else " (", ")": "）" if han else ")"}[mark]
    if mark == ":":
        return "：" if han else ": "
    return "、" if han else ", "
