"""How the body of a recipient is addressed in a letter: 貴社, 贵公司, 귀사."""

import re
from collections.abc import Iterable
from typing import Final

#: What stands behind the name of a body in the head of a letter.
TO_BODY: Final[dict[str, str]] = {"ja": "　御中", "zh-Hans": "", "ko": " 귀중", "en": ""}
#: How bodies of a kind are addressed; English says “you”.
_BODIES: Final[dict[str, dict[str, str]]] = {
    "company": {"ja": "貴社", "zh-Hans": "贵公司", "ko": "귀사"},
    "bank": {"ja": "貴行", "zh-Hans": "贵行", "ko": "귀 은행"},
    "chamber": {"ja": "貴所", "zh-Hans": "贵会", "ko": "귀 상공회의소"},
    "society": {"ja": "貴会", "zh-Hans": "贵会", "ko": "귀회"},
    "cooperative": {"ja": "貴組合", "zh-Hans": "贵合作社", "ko": "귀 조합"},
    "bureau": {"ja": "貴局", "zh-Hans": "贵局", "ko": "귀 기관"},
    "affairs": {"ja": "貴弁公室", "zh-Hans": "贵办", "ko": "귀 판공실"},
    "committee": {"ja": "貴委員会", "zh-Hans": "贵委", "ko": "귀 위원회"},
    "prefecture": {"ja": "貴県", "zh-Hans": "贵县", "ko": "귀 현"},
    "province": {"ja": "貴省", "zh-Hans": "贵省", "ko": "귀 성"},
    "city": {"ja": "貴市", "zh-Hans": "贵市", "ko": "귀 시"},
    "town": {"ja": "貴町", "zh-Hans": "贵町", "ko": "귀 정"},
    "village": {"ja": "貴村", "zh-Hans": "贵村", "ko": "귀 촌"},
    "institute": {"ja": "貴研究所", "zh-Hans": "贵所", "ko": "귀 연구소"},
    "university": {"ja": "貴学", "zh-Hans": "贵校", "ko": "귀 대학교"},
    "hospital": {"ja": "貴院", "zh-Hans": "贵院", "ko": "귀 병원"},
    "law_firm": {"ja": "貴事務所", "zh-Hans": "贵所", "ko": "귀 사무소"},
    "other": {"ja": "貴機関", "zh-Hans": "贵单位", "ko": "귀 기관"},
    "nobody": {"ja": "貴殿", "zh-Hans": "您", "ko": "귀하"},
}
#: What the name of a body says of its kind, the first that fits: 局 of a city is a bureau, and no city.
_NAMED_BODIES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("bank", re.compile("(?:銀行|银行|은행)")),
    ("company", re.compile("会社|公司|㈱|㈲|회사|（株）|（有）|(?i:\\b(?:inc|ltd|corp|llc|gmbh)\\b)")),
    ("chamber", re.compile("会議所|상공회의소")),
    ("committee", re.compile("(?:委員会|委员会|위원회)\\Z")),
    ("university", re.compile("(?:大学校?|学院|대학교?)\\Z")),
    ("institute", re.compile("(?:研究所|研究院|연구소|연구원)\\Z")),
    ("hospital", re.compile("(?:病院|医院|병원)\\Z")),
    ("cooperative", re.compile("(?:組合|合作社|조합)\\Z")),
    ("society", re.compile("(?:協会|协会|商工会|商会|連合会|联合会|工商联|促進会|促进会|협회|상공회|연합회)\\Z")),
    ("affairs", re.compile("(?:办公室|弁公室|外办|판공실)\\Z")),
    ("bureau", re.compile("(?:局|상무국)\\Z")),
    ("city", re.compile("市(?:役所|政府|人民政府)|市\\Z|시청?\\Z")),
    ("town", re.compile("町役場|町\\Z")),
    ("village", re.compile("村役場|村\\Z")),
    ("prefecture", re.compile("県庁?(?:\\Z|[ 　])")),
    ("province", re.compile("省(?:人民)?政府\\Z")),
)
#: And what the roles say, where its name tells nothing: {role: kind}. Whoever is in business is a company.
_ROLES_OF_BODIES: Final[dict[str, str]] = {
    "industry_cooperative": "cooperative", "chamber_cci": "chamber", "chamber_sci": "society",
    "federation_sci": "society", "ccpit": "society", "foreign_affairs_office": "affairs",
    "commerce_bureau": "bureau", "research_institute": "institute",
    "bank": "bank", "law_firm": "law_firm", "prefecture_gov": "other", "municipal_gov": "other",
    "trade_promotion": "other", "certification_body": "other", "other": "other",
}  # fmt: skip


def body(name: str, roles: Iterable[str], language: str) -> str:
    """How an organisation is addressed in a language: 貴社, 贵公司, 귀사. `name` is its own, "" where there is none."""
    if language not in _BODIES["other"]:
        return "you"
    named = next((kind for kind, pattern in _NAMED_BODIES if pattern.search(name)), "")
    told = named or next((_ROLES_OF_BODIES.get(role, "company") for role in roles), "other")
    return _BODIES[told if name else "nobody"][language]
