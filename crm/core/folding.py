"""One key for one name, however it was typed: 延辺大洋集団, 延边大洋集团有限公司 and 延邊大洋集團 meet.

The order of the steps: NFKC and casefold; Latin accents off; Japanese and traditional characters to
simplified; katakana to hiragana; legal forms off; spaces and punctuation off. What a user typed is stored as
typed (NFC); only keys are folded. Everything here is pure, never raises, and folding a key again changes
nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial

import opencc

# Printed on Japanese cards, and unknown to OpenCC or left alone by it.
_VARIANTS = dict(zip("邉髙﨑嵜圀濵𠮷栁桒", "边高崎崎国滨吉柳桑", strict=True))
_HAN_RANGES = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x33480))
_KANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_ACCENTED_LATIN = re.compile("([a-z])[\u0300-\u036f]+")

# Most names on cards: letters without width, case and marks, which compose with nothing that stands beside them.
_SETTLED = re.compile("[ 0-9a-z\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3]*")

# Unmistakable wherever they stand in a name (「延辺商事株式会社東京支店」); the longest first.
_ANYWHERE = (
    "株式会社 有限会社 合同会社 合資会社 合名会社 "
    "一般社団法人 公益社団法人 一般財団法人 公益財団法人 特定非営利活動法人 "
    "股份有限公司 有限责任公司 有限公司 주식회사 유한책임회사 유한회사 "
    "(株) (有) (合) (同) (名) (資) (社) (財) (주) (유) "
    "かぶしきがいしゃ かぶしきかいしゃ ゆうげんがいしゃ"
)
# Only at the end of a name, and for Latin ones only as whole words.
_AT_END = ("集団", "集团")
_AT_END_LATIN = (
    r"(?:co\.?,?\s*)?(?:ltd|limited)",
    r"(?:pte|pty)\.?,?\s*ltd",
    r"inc(?:orporated)?",
    r"corp(?:oration)?",
    r"llc|llp|plc|gmbh",
    r"k\.\s?k",
)
# Tell two companies of one group apart on a card, but not two spellings of one company.
_GROUP_WORDS = ("公司", "会社", "회사", "グループ", "ホールディングス", "控股", "그룹", "홀딩스")
_GROUP_WORDS_LATIN = (r"co|company|group|holdings?",)


def han_characters() -> list[str]:
    """Every character that a table of shapes may change."""
    return [chr(code) for start, end in _HAN_RANGES for code in range(start, end)]


# Kept: read from its file, once a process.
@cache
def _last_table() -> dict[int, str | int]:
    """The steps from character to character in one: Han characters to simplified ones, katakana to hiragana."""
    return {**_han_table(), **_KANA}


# Kept: read from its file, once a process.
@cache
def _han_table() -> dict[int, str]:
    """Japanese and traditional characters → simplified, one character each; about 60 ms, made once.

    OpenCC looks at phrases; one character a line gives what a table can hold. Some results would be folded
    further (滬 → 沪, which jp2t takes for 濾), so the table is closed: a folded character stays.
    """
    characters = han_characters()
    traditional = opencc.OpenCC("jp2t").convert("\n".join(characters))
    simplified = opencc.OpenCC("t2s").convert(traditional).split("\n")
    table = {a: b for a, b in zip(characters, simplified, strict=True) if a != b} | _VARIANTS
    closed = {}
    for character in table:
        target, seen = character, {character}
        while target in table and table[target] not in seen:
            target = table[target]
            seen.add(target)
        closed[ord(character)] = target
    return closed


#: Names are folded several times over, for every key they have: the last ones are remembered, longer texts are not.
_SHORT = 100


def fold_characters(text: str) -> str:
    """The steps that keep words apart: width, case, accents, Han forms, kana; punctuation stays."""
    return _folded_name(text) if len(text) <= _SHORT else _folded(text)


# Kept: the same names are folded again and again, within a search and within a list.
@lru_cache(maxsize=4096)
def _folded_name(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    if not _SETTLED.fullmatch(text):
        text = _without_accents(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()))
    return text.translate(_last_table())


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFKC", _ACCENTED_LATIN.sub(r"\1", unicodedata.normalize("NFD", text)))


def _ends(words: Iterable[str], latin: Iterable[str]) -> re.Pattern[str]:
    """Matches one of the words at the end of a folded text, whatever punctuation is around it."""
    plain = "|".join(re.escape(fold_characters(word)) for word in words)
    return re.compile(rf"(?:{plain}|(?<![a-z0-9])(?:{'|'.join(latin)}))[\W_]*\Z")


# Kept: patterns of several hundred legal forms: 0.7 ms.
@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Legal forms anywhere, legal forms at the end, legal forms or group words at the end."""
    forms = sorted(fold_characters(_ANYWHERE).split(), key=len, reverse=True)
    anywhere = re.compile("|".join(map(re.escape, forms)))
    at_end = _ends(_AT_END, _AT_END_LATIN)
    grouped = _ends((*_AT_END, *_GROUP_WORDS), (*_AT_END_LATIN, *_GROUP_WORDS_LATIN))
    return anywhere, at_end, grouped


def _without(pattern: re.Pattern[str], text: str) -> str:
    """`text` without the matches, unless nothing would be left: 有限公司 alone keeps its name."""
    left = pattern.sub(" ", text)
    if left == text:
        return text
    return left if any(map(_kept, left)) else text


def strip_legal_forms(folded: str, *, groups: bool = False) -> str:
    """Takes 株式会社, 有限公司, 주식회사, Co., Ltd. … off a text that went through `fold_characters`.

    `groups` takes 公司, グループ, Holdings … off the end as well. Never leaves an empty name.
    """
    anywhere, at_end, grouped = _patterns()
    text = _without(anywhere, folded)
    while (shorter := _without(grouped if groups else at_end, text)) != text:
        text = shorter
    return text


def short_form_in(text: str, name: str) -> str:
    """The piece of a text that names a body without its legal form: 丸直ニット of 丸直ニット株式会社.

    "" where there is none, or where folding changes the length of the text.
    """
    short, folded = strip_legal_forms(fold_characters(name)).strip(), fold_characters(text)
    at = folded.find(short)
    return text[at : at + len(short)] if at >= 0 and len(folded) == len(text) else ""


# In ASCII, letters, digits and the sign of a currency stay.
_DROPPED_ASCII = re.compile(r"[^0-9A-Za-z$]+")


# Kept: asked of each character of each name that is folded.
@lru_cache(maxsize=16384)
def _kept(character: str) -> bool:
    """Letters, digits, their marks and pictures stay in a key; spaces, punctuation and selectors do not."""
    category = unicodedata.category(character)
    if category[0] == "M":
        return not (0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF)
    return category[0] in "LN" or category in ("So", "Sc")


def _key(text: str, strip: Callable[[str], str]) -> str:
    # Dropping a space can join what belongs together (a kana and its voicing mark), so fold until it rests:
    # nearly always the second round only confirms the first, and what is one word in ASCII has come to rest.
    for _ in range(16):
        folded = _letters(strip(fold_characters(text)))
        if folded == text or (folded.isascii() and folded.isalnum()):
            return folded
        text = folded
    return text


def _letters(text: str) -> str:
    """A folded text without what does not stay in a key."""
    return _DROPPED_ASCII.sub("", text) if text.isascii() else "".join(filter(_kept, text))


# Kept: the same names are folded again and again, within a search and within a list.
@lru_cache(maxsize=4096)
def search_key(text: str) -> str:
    """The key a name is found by: equal for all spellings of one name. Empty only for mere punctuation."""
    return _key(text, strip_legal_forms)


def whole_key(text: str) -> str:
    """`search_key` with the legal form: what someone who types a name to its end has typed on the way."""
    return _key(text, str)


# Kept: the same names are folded again and again, within a search and within a list.
@lru_cache(maxsize=4096)
def organisation_key(text: str) -> str:
    """The key two organisations are compared by: `search_key` without 公司, グループ, Holdings …"""
    return _key(text, partial(strip_legal_forms, groups=True))
