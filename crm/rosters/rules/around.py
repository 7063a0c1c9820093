"""What stands around a name in a list: forms of address, remarks in brackets, a Latin spelling for a reading."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from crm.core.names import Script, script_of
from crm.interchange.rules import cells
from crm.rosters.rules import kinds, telling

_ROLES: Final = (
    ("deputy_head", re.compile(r"副\s*(?:团长|團長|団長)|부단장|deputy head", re.IGNORECASE)),
    ("head", re.compile(r"(?:^|[^副])(?:团长|團長|団長)|(?:^|[^부])단장|head of (?:the )?delegation", re.IGNORECASE)),
    ("secretary_general", re.compile(r"秘书长|秘書長|비서장")),
    ("interpreter", re.compile(r"翻译|翻譯|通訳|口译|통역|번역|interpreter", re.IGNORECASE)),
    ("advisor", re.compile(r"顧問|顾问|고문|adviso?er|advisor", re.IGNORECASE)),
    ("observer", re.compile(r"オブザーバー|观察员|觀察員|参观员|참관|옵서버|observer", re.IGNORECASE)),
    ("press", re.compile(r"報道|記者|记者|기자|보도|\bpress\b|journalist", re.IGNORECASE)),
    (
        "coordinator",
        re.compile(r"事務局|幹事|联络员|秘书处|工作人员|간사|사무국|coordinator|secretariat", re.IGNORECASE),
    ),
)
#: Words for who has no further part in a delegation.
_MEMBER: Final = re.compile(
    r"(?:訪問|視察|代表)?[団团團](?:員|员|体)?|一般|参加者?|メンバー|成员|队员|단원|참가자?|회원|일반"
    r"|(?:delegation )?member|delegate|participant",
    re.IGNORECASE,
)
#: What is a part in the delegation only where a column of its own says so: as titles they are posts at home.
_POSTS: Final = frozenset({"secretary_general", "advisor", "observer", "press", "coordinator"})
#: What remarks are made of: 団長・通訳兼務, 副团长（领队）.
_APART: Final = re.compile(r"[、,，;；/／・·|()（）【】\[\]\n]|兼务|兼務|兼任|兼|겸임|겸")
_BEHIND: Final = re.compile(r"[(（]([^()（）]+)[)）]\s*$")
_POLITE: Final = re.compile(r"(mr|mrs|ms|miss)(?:\.\s*|\s+)", re.IGNORECASE)
#: Degrees before a name: Dr. Ivan Petrov, Prof. Dr. Ivanova.
DEGREES: Final = re.compile(r"\A((?:(?:dr|prof|professor|doctor)(?:\.\s*|\s+))+)(?=\S)", re.IGNORECASE)
_TONES: Final = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛ]")


def unaddressed(name: str, said: dict[str, list[str]]) -> str:
    """A name without the Mr. and the degrees before it; a degree is how to address somebody, Mr. tells the sex."""
    if polite := _POLITE.match(name):
        said.setdefault("sex", []).append(polite[1])
        name = name[polite.end() :]
    if degrees := DEGREES.match(name):
        said.setdefault("salutation", []).append(" ".join(degrees[1].split()))
        name = name[degrees.end() :]
    return name


def bare(name: str, said: dict[str, list[str]]) -> str:
    """A name without what stands in brackets behind: 金银姬（女）, 佐藤一郎（副市長）."""
    name, behind = cells.without_honorific(name)
    if telling.sex(behind):
        said.setdefault("sex", []).append(behind)
    told = telling.BRACKETED.fullmatch(name)
    if told is None:
        return name
    name, inner = told["name"].strip(), told["inner"].strip()
    if telling.sex(inner):
        said.setdefault("sex", []).append(inner)
    elif role(inner) != "member":
        said.setdefault("role", []).append(inner)
    elif telling.is_title(inner):
        said.setdefault("title", []).append(inner)
    elif script_of(inner) is Script.KANA:
        said.setdefault("full_reading", []).append(inner)
    elif script_of(inner) is Script.LATIN or telling.is_person(inner):
        said.setdefault("latin_name" if script_of(inner) is Script.LATIN else "other_name", []).append(inner)
    else:
        return told[0]
    return name


def is_seat(said: Mapping[str, str]) -> bool:
    """Whether a row keeps a place for somebody who is not known yet: its name is 未定, 미정 or TBD, or that stands in
    brackets behind a part: 通訳（未定）. `said` is {target: cell}."""
    names = [said[target] for target in ("full_name", "family", "given", "latin_name") if said.get(target)]
    whole = cells.without_honorific(telling.without_numbering(" ".join(names[:1])))[0]
    if kinds.is_open(whole):
        return True
    told = telling.BRACKETED.fullmatch(whole)
    if told is None or not kinds.is_open(told["inner"]):
        return False
    part = told["name"].strip()
    return telling.is_part(part) or telling.is_title(part) or role(part) != "member"


def meant(target: str, text: str) -> str:
    """Pinyin without its tones, as passports and lists have it, is a Latin spelling and no reading."""
    latin = script_of(text) is Script.LATIN and not _TONES.search(unicodedata.normalize("NFC", text))
    return "latin_name" if target == "full_reading" and latin else target


def role(text: str) -> str:
    """The part in the delegation that a remark tells; member where it tells none."""
    return next((role for role, pattern in _ROLES if pattern.search(text)), "member")


def says_member(told: str) -> bool:
    """Whether what stands under the heading of parts says nothing but that somebody is a delegate."""
    return not told.strip() or _MEMBER.fullmatch(told.strip()) is not None


def role_of(title: str, told: str, remarks: str = "") -> tuple[str, str]:
    """(part in the delegation, the text it is guessed from) of what stands under its own heading, which is no guess,
    else of remarks that say nothing but a part, else of a title: the secretary general of a chamber is none."""
    if told:
        return role(told), ""
    for piece in map(str.strip, _APART.split(remarks)):
        found = next((role for role, pattern in _ROLES if pattern.fullmatch(piece)), "member")
        if found != "member":
            return found, piece
    # Nobody is an observer at home: in the brackets behind a post it tells the part.
    if (behind := _BEHIND.search(title)) is not None and role(behind[1]) == "observer":
        return "observer", behind[1]
    said = role(title)
    return ("member", "") if said == "member" or said in _POSTS else (said, title)
