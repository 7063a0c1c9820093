"""Han characters seen from Korea, China and Japan: their hangul reading, and whose character it is.

李明淑 is 리명숙 as Yanbian writes it, 이명숙 as Korea does: offers, never stored unseen.

KS X 1001 holds its 4,888 hanja in the order of their readings (rows 42–93, Python's codec `euc_kr`), one with several
readings several times. So the number of hanja to each reading is the whole dictionary. The numbers were counted from
the standard's table with the readings of Unicode's Unihan (kHangul).
"""

import re
import unicodedata
from functools import cache, lru_cache

import opencc

from crm.core.folding import han_characters
from crm.core.scripts import is_han

_COUNTS = (
    "가29각11간24갈10감20갑6강24개20객2갱4갹1거17건12걸4검7겁3게3격7견11결6겸6경45계24고39곡7곤10골3공16곶1과12곽4관17괄4광13괘3괴9굉4"
    "교25구54국6군6굴4궁6권10궐5궤6귀6규15균7귤1극7근15글1금14급7긍4기64긴1길4김1끽1나15낙8난9날2남9납5낭7내6냉1녀1년3념4녕2노18녹6"
    "논1농7뇌6뇨1누8눈1눌1뉴2늑2늠1능6니2닉2다2단20달5담17답5당11대16댁1덕2도40독10돈10돌2동17두11둔6득1등9라9락9란9랄2람10랍3랑8래4"
    "랭1략2량13려18력7련12렬6렴5렵1령18례5로18록7론1롱7뢰8료12룡1루13류14륙3륜6률4륭1륵2름1릉6리26린9림5립4마8막6만19말7망12매14맥5"
    "맹6멱2면11멸2명15몌1모24목7몰2몽3묘12무22묵2문12물3미19민13밀3박19반25발11방28배20백8번10벌4범9법2벽11변7별4병17보16복17본1볼1"
    "봉16부43북1분19불5붕6비43빈14빙4사60삭4산12살5삼8삽4상31새3색5생5서30석15선32설13섬8섭4성18세9소37속9손6솔1송8쇄5쇠2수61숙12"
    "순27술4숭3슬3습5승10시28식15신24실4심10십3쌍1씨1아18악14안10알4암8압4앙7애11액7앵4야11약9양31어10억5언6얼2엄6업2엔1여24역13"
    "연43열10염15엽4영40예24오30옥5온6올1옹9와8완18왈1왕5왜4외5요38욕6용24우32욱9운13울3웅2원27월3위25유56육7윤13율5융5은7을1음6읍3"
    "응4의19이38익8인24일9임11입5잉4자26작13잔5잠6잡1장37재17쟁4저28적25전41절8점9접3정55제23조46족4존2졸3종17좌5죄1주40죽2준19줄1"
    "중4즉1즐1즙3증11지34직5진35질15짐2집7징3차15착7찬15찰5참10창22채12책4처4척15천19철10첨10첩10청8체10초27촉6촌4총10촬1최3추23"
    "축12춘3출3충6췌4취14측5층1치24칙3친1칠3침9칩1칭2쾌1타14탁16탄10탈2탐4탑3탕5태14택3탱1터1토4통7퇴6투6특2틈1파16판9팔3패11팽4퍅1"
    "편10폄1평5폐10포28폭6표14품2풍5피7필10핍2하14학5한14할2함12합7항17해18핵2행5향9허4헌4헐1험2혁4현21혈4혐1협12형20혜9호41혹3혼6"
    "홀3홍10화14확6환17활5황24회20획2횡3효13후13훈10훙1훤4훼3휘8휴5휼3흉5흑1흔4흘4흠3흡4흥1희20힐1"
)
_FIRST_ROW = 0xCA
_IN_ROW = 94
#: Read otherwise as a family name: 金 is 금 (metal), but Kim.
_SURNAMES = {"金": "김", "沈": "심", "車": "차", "單": "선"}
_RIEUL, _NIEUN, _IEUNG = 5, 2, 11
#: a, ya … i: the vowels before which ㄹ and ㄴ fall silent at the head of a word (Hangul orthography, rules 10–12).
_SOFT = frozenset({2, 3, 6, 7, 12, 17, 20})


# Kept: read from its file, once a process.
@cache
def _readings() -> dict[str, str]:
    """The first reading of each hanja of KS X 1001, without the initial-sound rule (李 → 리)."""
    found: dict[str, str] = {}
    second: dict[str, str] = {}
    place = 0
    for reading, count in re.findall(r"(\D)(\d+)", _COUNTS):
        for position in range(place, place + int(count)):
            row, column = divmod(position, _IN_ROW)
            character = bytes([_FIRST_ROW + row, 0xA1 + column]).decode("euc_kr")
            plain = unicodedata.normalize("NFC", character)
            (found if plain == character else second).setdefault(plain, reading)
        place += int(count)
    return second | found


#: The standard holds the older shape of these: 淸 for 清.
_OLDER = dict(zip("清青真鎮教為温黒戸説内横高", "淸靑眞鎭敎爲溫黑戶說內橫高", strict=True))


# Kept: read from its file, once a process.
@cache
def _table(name: str) -> dict[str, str]:
    """{character: what a table of OpenCC makes of it}, of those that it changes; about 60 ms, made once.

    OpenCC itself keeps 28 MB of whole words for s2t, of which one character a line asks for none.
    """
    characters = han_characters()
    shapes = opencc.OpenCC(name).convert("\n".join(characters)).split("\n")
    return {before: after for before, after in zip(characters, shapes, strict=True) if before != after}


# Kept: asked of each character of each name that is read.
@lru_cache(maxsize=8192)
def _reading(character: str) -> str:
    """The reading of one hanja, kanji or hanzi; "" when the standard has none of its shapes."""
    shapes = (character, _converted(character, "jp2t"), _converted(character, "s2t"))
    older = (_OLDER[shape] for shape in shapes if shape in _OLDER)
    readings = _readings()
    return next((readings[shape] for shape in (*shapes, *older) if shape in readings), "")


def han_language(text: str) -> str:
    """`zh-Hans` or `ja` when a character says so that only the one writes (边, 辺); "" when none or both do."""
    marks = set(map(_mark, text)) - {""}
    return marks.pop() if len(marks) == 1 else ""


def han_writer(text: str) -> str:
    """`ja` or `zh-Hans` where every character that only the standard of one of them holds (訪, 访) is of that one;
    "" when none or both are. Of a text, in which 訪 is Japanese: among names, tradition writes it in Chinese, too."""
    held = [(_holds("shift_jis", each), _holds("gb2312", each)) for each in text if is_han(each)]
    marks = {"ja" if japanese else "zh-Hans" for japanese, simplified in held if japanese is not simplified}
    return marks.pop() if len(marks) == 1 else ""


# Kept: asked of each character of each name that is read.
@lru_cache(maxsize=8192)
def _mark(character: str) -> str:
    if not is_han(character):
        return ""
    japanese, simplified = (character in _table(name) for name in ("jp2t", "s2t"))
    if simplified and not _holds("shift_jis", character):
        return "zh-Hans"
    return "ja" if japanese and not _holds("gb2312", character) else ""


#: From the shapes of a language to the old ones, which Korea writes to this day, and from those to a language's.
_TO_OLD, _FROM_OLD = {"ja": "jp2t", "zh-Hans": "s2t"}, {"ja": "t2jp", "zh-Hans": "t2s"}
#: What a language's own standard holds stays: 范 is a family name, though it stands for 範 elsewhere.
_STANDARDS = {"ja": "shift_jis", "ko": "euc_kr", "zh-Hans": "gb2312"}
#: Japanese shapes that OpenCC does not know.
_PRINTED = str.maketrans("邉髙﨑嵜圀濵𠮷栁桒聡", "邊高崎崎國濱吉柳桑聰")


def shaped(text: str, source: str, target: str) -> str:
    """Han characters as readers of a language write them: 髙橋 直樹 (ja) → 高桥 直树 (zh-Hans), 边 → 辺, 邊.

    One by one, since a name is no sentence; what no table knows stays as it is.
    """
    if source == target:
        return text
    plain = text.translate(_PRINTED) if source == "ja" else text
    return "".join(_shaped(character, source, target) for character in plain)


# Kept: asked of each character of each name that is read.
@lru_cache(maxsize=8192)
def _shaped(character: str, source: str, target: str) -> str:
    standard = _STANDARDS.get(target, "utf-8")
    if source == "zh-Hans" and _holds(standard, character):
        return character
    old = _converted(character, _TO_OLD.get(source))
    # 緒 is 緖 of old, which the table to 绪 does not know.
    offers = [_converted(shape, _FROM_OLD.get(target)) for shape in (old, character)]
    return next((offer for offer in offers if _holds(standard, offer)), offers[0])


def written_as(text: str, usual: str, own: str) -> str:
    """The language of a Han text that is `usual` where it was written down, unless it has characters that nobody writes
    there: 西市場 on a Chinese item is `own`.
    """
    return own if usual == "zh-Hans" and own != usual and shaped(text, "ja", usual) != text else usual


def _converted(character: str, table: str | None) -> str:
    return _table(table).get(character, character) if table else character


def _holds(encoding: str, character: str) -> bool:
    """Whether a national character set has a character."""
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False


def hangul_of(text: str) -> str:
    """Hanja, kanji or hanzi one by one in hangul, no initial-sound rule: 延吉 → 연길. "" when one has no reading."""
    result = ""
    for character in unicodedata.normalize("NFC", text):
        reading = _reading(character) if is_han(character) else character
        if not reading:
            return ""
        result += reading
    return result


def _headed(word: str) -> str:
    """A word as Korea writes its head: 리 → 이, 로 → 노, 녀 → 여."""
    if not word or not "가" <= word[0] <= "힣":
        return word
    rest, final = divmod(ord(word[0]) - 0xAC00, 28)
    initial, vowel = divmod(rest, 21)
    if initial in (_RIEUL, _NIEUN) and vowel in _SOFT:
        initial = _IEUNG
    elif initial == _RIEUL:
        initial = _NIEUN
    return chr(0xAC00 + (initial * 21 + vowel) * 28 + final) + word[1:]


def suggest_hangul(family: str, given: str) -> tuple[str, str]:
    """A name in hangul as Yanbian spells it and as Korea does: 李, 明淑 → (리명숙, 이명숙). ("", "") if unreadable."""
    surname = unicodedata.normalize("NFC", family.strip())
    old = _converted(surname, "s2t")
    head = _SURNAMES.get(old) or hangul_of(surname)
    tail = hangul_of(given.strip())
    if not any(map(is_han, family + given)) or (family and not head) or (given and not tail):
        return "", ""
    # A given name of one syllable keeps its sound behind the family name (張龍 → 장룡).
    return head + tail, _headed(head) + (_headed(tail) if len(tail) > 1 else tail)
