"""The papers for the visas of guests who come to Japan, as its foreign ministry wants them, and what they need."""

from collections.abc import Mapping
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

REASONS: Final = "reasons"
GUARANTEE: Final = "guarantee"
STAY: Final = "stay"
LIST: Final = "list"
#: 招へい理由書, 身元保証書, 滞在予定表, 申請人名簿
PAPERS: Final[dict[str, str]] = {
    REASONS: N_("Letter of reasons for invitation"),
    GUARANTEE: N_("Letter of guarantee"),
    STAY: N_("Schedule of stay"),
    LIST: N_("List of visa applicants"),
}
FORMATS: Final[dict[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PRINTED = Verb("visas.printed", N_("Visa papers printed"))
KEPT = Verb("visas.kept", N_("Texts of the visa papers saved"))

#: The papers are in Japanese: consulates of Japan take no others.
LANGUAGE: Final = "ja"
COUNTRY: Final = "JP"
#: Who needs none, or has one already, applies for none.
SETTLED: Final = frozenset({"not_needed", "granted"})

#: {what a paper says of each applicant: its label}
NEEDED: Final[dict[str, str]] = {
    "latin": N_("Name as in the passport"),
    "nationality": N_("Nationality of the passport"),
    "sex": N_("Sex"),
    "born": N_("Date of birth"),
    "occupation": N_("Occupation"),
}
#: {what the office must tell of itself: its label}
OF_OFFICE: Final[dict[str, str]] = {
    "name": N_("Name of the office"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "head": N_("Name of its head"),
}
#: How the forms write a sex.
SEXES: Final[Mapping[str, str]] = {"male": "男", "female": "女"}
#: {kind of an item: what a schedule of stay calls it, where its title only names whom it leads to}
MET_AS: Final[Mapping[str, str]] = {
    "visit": "訪問", "meeting": "商談", "courtesy_call": "表敬訪問", "leaders_talks": "会談", "matching": "商談会",
    "conference": "会議", "seminar": "説明会", "signing": "署名式", "ceremony": "式典", "fair": "展示会",
    "reception": "歓迎会", "meal": "会食",
}  # fmt: skip
#: For somebody to fill in by hand.
BLANK: Final = "＿＿＿＿"
