"""Which encoding a table, a card or an invitation is in.

A strict decode proves nothing between CP932, GB18030 and CP949.

The order: BOM, UTF-16 by its NULs, strict UTF-8, then the three legacy encodings by what each would make of the
bytes: known headings, characters that lists of people and firms are made of, and chardet limited to the three.
"""

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LEGACY: Final = ("cp932", "gb18030", "cp949")
#: {name of a charset in mail and cards: the codec that reads all that is written under it}
_CODECS: Final = {
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "windows-31j": "cp932", "x-sjis": "cp932",
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "uhc": "cp949", "big5": "cp950",
}  # fmt: skip
#: Bytes looked at: enough for any header, and a table tells early.
LOOKED_AT: Final = 64 * 1024

# Characters that names, posts, firms and addresses are full of; each set in its own language's forms.
_JA: Final = frozenset(
    "田中山本村井上木林高佐藤鈴伊加小大川原石野松島谷口和渡辺斎清水池橋崎岡長福西東南北新古吉青金久保平内三四五一二十百千"
    "太郎子美恵幸雄夫男一正義明健司浩弘和真由紀代里奈香織裕洋陽子優悠翔直樹彦介輔哉也之久助次春夏秋冬"
    "株式会社有限商事工業製作所産物運輸銀行協同組合役場市県町区丁目番地課長部係員代表取締役専務常務理事会頭主任担当国際交流経済観光農林水"
)
_ZH: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文朴全玄许池"
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉萍红梅春文建国志永海云飞鹏宇浩然欣怡淑哲俊宏辉光东南西北中"
    "公司有限责任股份集团商贸进出口国际贸易科技发展实业食品服装电子机械医药经理总董事长副主任处科局部省市县区路号街道办事延边吉林长春图们珲春北京上海"
)
_KO: Final = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모"
    "수영숙희민준서연지현우진석철호용미경은정훈성동재상혜순자윤주아하나예린태규환종기섭"
    "주식회사유한상사무역산업전자식품물산기업은행협회청시도군구읍면동로길번지부장과차대표이사팀실국제교류경제관광농수출입"
)


@dataclass(frozen=True)
class Guess:
    """An encoding, and whether nothing else can be meant."""

    encoding: str
    certain: bool


def codec(charset: str) -> str:
    """The codec for a charset as mails and cards name it; "" where nothing here reads it."""
    named = charset.strip().lower()
    try:
        return codecs.lookup(_CODECS.get(named, named)).name
    except (LookupError, ValueError):
        return ""


def text_of(content: bytes, charset: str = "") -> str:
    """A text whose sender says in what it is written; UTF-8 where they do not or are wrong, else the likeliest."""
    for name in filter(None, (codec(charset), "utf-8")):
        try:
            return content.decode(name).removeprefix("\ufeff")
        except (UnicodeError, LookupError):
            continue
    return decoded(content, detect(content, lambda _text: 0).encoding)


def detect(content: bytes, headings: Callable[[str], int]) -> Guess:
    """The likely encoding of `content`. `headings` counts the known headings in a decoded beginning."""
    head = content[:LOOKED_AT]
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return Guess(name, certain=True)
    if _wide(head):
        return Guess("utf-16", certain=True)
    if readable(head, "utf-8") is not None:
        return Guess("utf-8", certain=b"\x1b" not in head)  # escapes are those of old mail: ISO-2022-JP, all of ASCII
    texts = {name: text for name in LEGACY if (text := readable(head, name)) is not None}
    if not texts:
        # Broken somewhere: the one that reads the longest beginning.
        return Guess(max(("utf-8", *LEGACY), key=lambda name: _reads_until(head, name)), certain=False)
    scores = {name: _plausible(text, name) + 4 * headings(text) for name, text in texts.items()}
    favourite = _chardet(head, texts)
    if favourite in scores:
        scores[favourite] += 0.15
    return Guess(max(scores, key=lambda name: scores[name]), certain=len(texts) == 1)


def decoded(content: bytes, encoding: str) -> str:
    """The text of a file read as `encoding`; what cannot be read stands as U+FFFD, NULs are gone."""
    return content.decode(_spoken(content, encoding), "replace").removeprefix("\ufeff").replace("\0", "")


def lines(content: bytes, encoding: str) -> Iterator[str]:
    """The text of `decoded` line by line, breaks as they stand, with never more than some lines in memory."""
    with io.TextIOWrapper(io.BytesIO(content), _spoken(content, encoding), "replace", newline="") as text:
        mark = "\ufeff"
        for line in text:
            yield line.removeprefix(mark).replace("\0", "")
            mark = ""


def _spoken(content: bytes, encoding: str) -> str:
    """The codec of an encoding; UTF-16 without a mark at its beginning needs the order of its bytes."""
    if encoding == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _wide(content[:LOOKED_AT]) or "utf-16-le"
    return encoding


def readable(head: bytes, encoding: str) -> str | None:
    """The beginning of a file as text when it decodes strictly; a character cut off at its end does not count."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(head, final=len(head) < LOOKED_AT)
    except UnicodeDecodeError:
        return None


def _reads_until(head: bytes, encoding: str) -> int:
    try:
        head.decode(encoding)
    except UnicodeDecodeError as stopped:
        return stopped.start
    return len(head)


def _wide(head: bytes) -> str:
    """utf-16-le or utf-16-be when NULs stand in the pairs (commas, digits, breaks); else "".

    The order of the bytes is the one in which lines end: NULs alone tell little, 一 is U+4E00 and a wide space U+3000.
    """
    if head.count(0) < 2 or head.count(0) * 50 < len(head):
        return ""
    breaks = {wide: _breaks(head, wide) for wide in ("utf-16-le", "utf-16-be")}
    wide = max(breaks, key=lambda wide: breaks[wide])
    return wide if breaks[wide] else ""


def _breaks(head: bytes, wide: str) -> int:
    """How often a line ends in the bytes read as `wide`; 0 where they cannot be read so."""
    text = readable(head, wide) or ""
    return text.count("\n") + text.count("\r")


def _chardet(head: bytes, among: Iterable[str]) -> str:
    import chardet  # 0.1 s to import, and only files in a legacy encoding ask it

    allowed = [*among]
    told = chardet.detect(head, include_encodings=allowed, no_match_encoding=allowed[0], compat_names=False)
    name = told["encoding"]
    return {"shift_jis": "cp932", "shift_jis_2004": "cp932", "euc_kr": "cp949"}.get(str(name), str(name))


def _plausible(text: str, encoding: str) -> float:
    """How much `text` looks like a list of names in a language of the encoding: the mean over its characters."""
    weigh = {"cp932": _japanese, "gb18030": _chinese, "cp949": _korean}[encoding]
    weights = [weigh(character) for character in text if character >= "\x80"]
    return sum(weights) / len(weights) if weights else 0.0


def _japanese(character: str) -> float:
    if character in _JA:
        return 1.0
    if "\u3041" <= character <= "\u30fe":  # full-width kana are always meant
        return 0.9
    if "\ue000" <= character <= "\uf8ff":
        return -2.0
    if "\uff61" <= character <= "\uff9f":  # half-width kana are what other encodings fall into
        return -0.6
    return _by_level(character, "cp932", 0x98)


def _chinese(character: str) -> float:
    if character in _ZH:
        return 1.0
    if "\u3041" <= character <= "\u30fe":
        return 0.5
    if "가" <= character <= "힣":  # four bytes each: nobody falls into them by chance
        return 1.0
    if "\ue000" <= character <= "\uf8ff":
        return -2.0
    code = character.encode("gb18030")
    if len(code) == 2 and code[1] >= 0xA1:
        return 0.1 if code[0] <= 0xD7 else -0.5  # GB2312: frequent characters first, then by radical
    return -1.0


def _korean(character: str) -> float:
    if character in _KO:
        return 1.0
    if "가" <= character <= "힣":
        code = character.encode("cp949")
        return 0.0 if code[1] >= 0xA1 and code[0] >= 0xB0 else -1.5  # outside KS X 1001: hardly ever written
    if "\u3041" <= character <= "\u30fe":
        return -0.5
    return -0.4 if character.isalpha() else 0.0


def _by_level(character: str, encoding: str, second: int) -> float:
    """A kanji of the first level may well be meant; one of the second (lead byte from `second`) hardly."""
    code = character.encode(encoding, "ignore")
    if not character.isalpha() or len(code) < 2:
        return 0.0
    return 0.1 if code[0] < second else -0.8
