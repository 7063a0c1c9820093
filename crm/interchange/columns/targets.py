"""Where the value of a column goes. `field:12` is the administrator's own field 12."""

from typing import Final

from crm.core.texts import N_

IGNORE: Final = ""
FIELD: Final = "field:"

_POINTS: Final = {
    "email": N_("E-mail"),
    "tel": N_("Phone"),
    "direct": N_("Direct line"),
    "mobile": N_("Mobile"),
    "fax": N_("Fax"),
    "wechat": N_("WeChat"),
    "kakao": N_("KakaoTalk"),
    "line": N_("LINE"),
    "qq": N_("QQ"),
    "url": N_("Web address"),
}
_LABELLED: Final = {
    "phone_label": N_("Kind of the phone number that follows"),
    "phone": N_("Phone number of the kind before it"),
}
#: As exported lists have them in one cell: タカサキ ミオ / TAKASAKI Mio.
_FORMS: Final = N_("Reading and other forms")
_MARKS: Final = {
    "tags": N_("Tags, separated by commas"),
    "tag": N_("Tag: the heading is the tag; any mark in the column sets it"),
    "notes": N_("Notes"),
}

PEOPLE_TARGETS: Final[dict[str, str]] = {
    "full_name": N_("Full name"),
    "family": N_("Family name"),
    "given": N_("Given name"),
    "middle": N_("Middle name"),
    "full_reading": N_("Reading of the name"),
    "family_reading": N_("Reading of the family name"),
    "given_reading": N_("Reading of the given name"),
    "latin_name": N_("Name in Latin letters"),
    "other_name": N_("Name in another spelling or script"),
    "nickname": N_("Nickname"),
    "forms": _FORMS,
    "organisation": N_("Organisation"),
    "organisation_reading": N_("Reading of the organisation"),
    "organisation_latin": N_("Organisation in Latin letters"),
    "department": N_("Department"),
    "title": N_("Job title"),
    **_POINTS,
    **_LABELLED,
    "postal_code": N_("Postal code"),
    "address": N_("Address"),
    "country": N_("Country"),
    "exchange_date": N_("Day the card was exchanged"),
    **_MARKS,
}
ORGANISATION_TARGETS: Final[dict[str, str]] = {
    "organisation": N_("Name"),
    "organisation_reading": N_("Reading of the organisation"),
    "organisation_latin": N_("Organisation in Latin letters"),
    "short_name": N_("Short name"),
    "forms": _FORMS,
    "identifier": N_("Registration number"),
    "country": N_("Country"),
    "postal_code": N_("Postal code"),
    "address": N_("Address"),
    **{kind: label for kind, label in _POINTS.items() if kind not in ("direct", "mobile")},
    "role": N_("Role"),
    "founded_year": N_("Founded (year)"),
    "employees": N_("Employees"),
    "profile": N_("Profile"),
    **_MARKS,
}
TARGETS: Final = {"people": PEOPLE_TARGETS, "organisations": ORGANISATION_TARGETS}
