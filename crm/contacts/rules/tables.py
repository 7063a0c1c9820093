"""The verbs, and the tables of codes with their labels."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

ORGANISATION_CREATED = Verb("organisation.created", N_("Organisation created"))
ORGANISATION_CHANGED = Verb("organisation.changed", N_("Organisation changed"))
ORGANISATION_ARCHIVED = Verb("organisation.archived", N_("Organisation archived"))
ORGANISATION_RESTORED = Verb("organisation.restored", N_("Organisation restored"))
ORGANISATION_RELATED = Verb("organisation.related", N_("Relation recorded"))
ORGANISATION_UNRELATED = Verb("organisation.unrelated", N_("Relation removed"))
PERSON_CREATED = Verb("person.created", N_("Person created"))
PERSON_CHANGED = Verb("person.changed", N_("Person changed"))
PERSON_ARCHIVED = Verb("person.archived", N_("Person archived"))
PERSON_RESTORED = Verb("person.restored", N_("Person restored"))
PORTRAIT_KEPT = Verb("person.portrait_kept", N_("Portrait saved"))
PORTRAIT_REMOVED = Verb("person.portrait_removed", N_("Portrait removed"))
PORTRAIT_RESTORED = Verb("person.portrait_restored", N_("Portrait restored"))

ORGANISATION_ROLES: Final = {
    "maker_sme": N_("Maker"),
    "industry_cooperative": N_("Industry cooperative"),
    "chamber_cci": N_("Chamber of commerce and industry"),
    "chamber_sci": N_("Society of commerce and industry"),
    "federation_sci": N_("Federation of societies of commerce and industry"),
    "prefecture_gov": N_("Prefectural government"),
    "municipal_gov": N_("Municipal government"),
    "foreign_affairs_office": N_("Foreign affairs office"),
    "commerce_bureau": N_("Commerce bureau"),
    "ccpit": N_("CCPIT"),
    "trade_promotion": N_("Trade promotion body"),
    "research_institute": N_("Research institute"),
    "local_partner": N_("Local partner"),
    "importer": N_("Importer"),
    "distributor": N_("Distributor"),
    "wholesaler": N_("Wholesaler"),
    "sales_agent": N_("Sales agent"),
    "department_store": N_("Department store"),
    "retail_chain": N_("Retail chain"),
    "ecommerce_platform": N_("E-commerce platform"),
    "ecommerce_seller": N_("E-commerce seller"),
    "logistics": N_("Freight forwarder"),
    "customs_broker": N_("Customs broker"),
    "interpreter_agency": N_("Interpreting agency"),
    "travel_agency": N_("Travel agency"),
    "exhibition_organiser": N_("Exhibition organiser"),
    "media": N_("Media"),
    "bank": N_("Bank"),
    "law_firm": N_("Law firm"),
    "certification_body": N_("Certification body"),
    "other": N_("Other"),
}
ORGANISATION_STATUSES: Final = {
    "active": N_("Active"),
    "dormant": N_("Dormant"),
    "dissolved": N_("Dissolved"),
}
#: In the order in which a name is chosen to be shown.
ORGANISATION_NAME_KINDS: Final = {
    "legal": N_("Legal name"),
    "trade": N_("Trade name or brand"),
    "short": N_("Short name"),
    "former": N_("Former name"),
    "search": N_("Other spelling"),
}
IDENTIFIER_TYPES: Final = {
    "houjin": N_("Corporate number (Japan)"),
    "uscc": N_("Unified social credit code (China)"),
    "brn": N_("Business registration number (Korea)"),
}
#: Forms of a person's name beside the one on the card. Nothing is converted from one to another.
PERSON_NAME_KINDS: Final = {
    "kana": N_("Kana"),
    "pinyin": N_("Pinyin"),
    "hangul_yanbian": N_("Hangul, Yanbian spelling"),
    "hangul_rok": N_("Hangul, Korean spelling"),
    "latin_passport": N_("Latin letters, as in the passport"),
    "latin_business": N_("Latin letters, as on the card"),
    "ja_reading": N_("Japanese reading"),
    "former": N_("Former name"),
    "nickname": N_("Nickname"),
    "other": N_("Other spelling"),
}
PRIMARY: Final = "primary"
PERSON_NAME_LABELS: Final = {PRIMARY: N_("As on the card"), **PERSON_NAME_KINDS}
#: How family and given name make the full one; the example tells more than a rule.
NAME_ORDERS: Final = {
    "family_space": N_("Family name first, with a space (田中 太郎, Li Mingshu)"),
    "family_tight": N_("Family name first, without a space (李明淑, 김철수)"),
    "given_space": N_("Family name last, with a space (John Smith)"),
    "given_tight": N_("Family name last, without a space"),
}
#: {kind: (what the second organisation is to the first, what the first is to the second)}, as pages say it.
RELATION_KINDS: Final = {
    "parent_of": (N_("Subsidiary"), N_("Parent company")),
    "head_of": (N_("Branch"), N_("Head office")),
    "group_member": (N_("Same group"), N_("Same group")),
    "member_of": (N_("Body it is a member of"), N_("Member")),
    "joint_venture": (N_("Joint venture partner"), N_("Joint venture partner")),
    "tenant_of": (N_("Landlord"), N_("Tenant")),
    "supplier_of": (N_("Customer"), N_("Supplier")),
}
#: {kind: what the second organisation is to the first}
OTHER_SIDES: Final = {kind: other for kind, (other, _first) in RELATION_KINDS.items()}
#: {kind: what the first is to the second}
FIRST_SIDES: Final = {kind: first for kind, (_other, first) in RELATION_KINDS.items()}
#: Of these the first stands above the second: nobody is above themselves by way of others.
ABOVE_RELATIONS: Final = ("parent_of", "head_of")
#: Of this both belong to one group, with neither above the other.
GROUP_RELATION: Final = "group_member"
#: Relations that read alike from both sides: one row says it for both.
MUTUAL_RELATIONS: Final = frozenset({"group_member", "joint_venture"})
ADDRESS_KINDS: Final = {
    "office": N_("Office"),
    "registered": N_("Registered seat"),
    "factory": N_("Factory"),
    "shop": N_("Shop or showroom"),
    "warehouse": N_("Warehouse"),
    "postal": N_("Postal address"),
}
#: Why a post ended.
END_REASONS: Final = {
    "changed_employer": N_("Changed employer"),
    "transferred": N_("Transferred"),
    "promoted": N_("Promoted"),
    "term_ended": N_("Term ended"),
    "retired": N_("Retired"),
    "organisation_closed": N_("Organisation closed"),
    "deceased": N_("Deceased"),
    "other": N_("Other"),
}
#: What it means that a post is called otherwise than before.
TITLE_CHANGES: Final = {
    "since": N_("New post since the day given"),
    "spelling": N_("Correct the spelling"),
}
CONTACT_KINDS: Final = {
    "email": N_("E-mail"),
    "mobile": N_("Mobile"),
    "tel": N_("Phone"),
    "direct": N_("Direct line"),
    "fax": N_("Fax"),
    "wechat": N_("WeChat"),
    "kakao": N_("KakaoTalk"),
    "line": N_("LINE"),
    "qq": N_("QQ"),
    "url": N_("Web address"),
}
LANGUAGE_LEVELS: Final = {
    "native": N_("Native"),
    "interpreter": N_("Interpreter"),
    "business": N_("Business"),
    "basic": N_("Basic"),
    "none": N_("None"),
}
#: 1 is the top: the order of seating and of lists.
TITLE_RANKS: Final = range(1, 10)
#: Of whom no post is known: behind everyone else.
NO_RANK: Final = TITLE_RANKS.stop
#: Of these the one that leaves the rank to the title itself (crm/core/posts.py).
BY_TITLE: Final = 5
RANK_LABELS: Final[dict[str, str]] = {str(BY_TITLE): N_("As the job title says")} | {
    str(rank): str(rank) for rank in TITLE_RANKS if rank != BY_TITLE
}

#: Which country's dialling rules a number is read by when the organisation does not say.
REGIONS: Final = {"ja": "JP", "zh-Hans": "CN", "ko": "KR"}
PART_LIMIT: Final = 120  #: characters of a family or given name
