"""The lists of people and organisations as data: columns, filters, orders."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

from markupsafe import Markup

from crm.contacts import queries, rules
from crm.contacts.forms.chosen import EACH_ORGANISATION, EACH_PERSON
from crm.contacts.forms.followed import SILENT, STEPLESS, TO_FOLLOW, ahead, followed, heard, telling
from crm.contacts.forms.picks import ORGANISATIONS
from crm.contacts.queries import OrganisationFilter, PersonFilter
from crm.contacts.queries.consents import CONSENTS
from crm.contacts.queries.lines import OrganisationLine, PersonLine
from crm.contacts.queries.lists import ORGANISATION_ORDERS, PERSON_ORDERS
from crm.contacts.queries.parts import CONTACTS, PEOPLE, ROLES, SKILLS, TAGS
from crm.contacts.rules.consents import BLOCKING, NOT_ASKED, SCOPES, STANDINGS
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor, Permission
from crm.core.scripts import is_unreadable
from crm.core.texts import N_
from crm.fields.forms import own_extra
from crm.places.forms import place_facet
from crm.places.rules import COUNTRIES, Shown
from crm.tags import queries as tags
from crm.web.listings import Asked, Column, Listing, Nothing, Reader, cells, coded, flag, records, yes_no

ORDERS: Final = (
    ("ja", N_("Order of the Japanese syllables (あいうえお)")),
    ("zh", N_("Order of pinyin")),
    ("ko", N_("Order of hangul (가나다)")),
    ("en", N_("Order of the Latin alphabet")),
)


# ------------------------------------------------------------------ what both lists show


def _others(line: PersonLine | OrganisationLine, who: Reader) -> Markup:
    """The other forms of a name, one after another. On paper without those that its readers cannot read, since those
    stand there to be found by; its owner's own stays."""
    read = [form for form in line.below if form == line.own or not is_unreadable(form.text, who.language)]
    parts = [cells.joined((who.text(*form) for form in read), " · ")]
    for form in line.below:
        if form not in read:
            parts.append(cells.toned(cells.joined([" · " if any(parts) else "", who.text(*form)]), "on-screen"))
    return cells.joined(parts)


def _place(line: PersonLine | OrganisationLine, who: Reader) -> Markup:
    return _text(line.place, who) if line.place else cells.EMPTY


# Kept: a line has the same names as the line before: written once a reader.
@lru_cache(maxsize=1024)
def _text(shown: Shown, who: Reader) -> Markup:
    """What stands in line after line is written once a reader."""
    return who.text(shown.text, shown.language)


# Kept: a list repeats few sets of languages.
@lru_cache(maxsize=1024)
def _spoken(languages: tuple[str, ...], who: Reader) -> Markup:
    return cells.joined((cells.chip(who.words(LANGUAGE_LABELS[tag])) for tag in languages), " ")


def _changed() -> Column:
    return Column(
        "changed",
        N_("Last change"),
        lambda line, _who: line.updated_at,
        lambda line, who: who.brief_moment(line.updated_at),
        sort="-changed",
        css="r",
        default=False,
        phone=False,
    )


def _points(code: str, label: str, *kinds: str) -> Column:
    """The contact points of some kinds; several stand one after another."""

    def value(line: PersonLine | OrganisationLine, _who: Reader) -> str:
        return ", ".join(point for kind in kinds for point in line.points.get(kind, ()))

    return Column(code, label, value, default=False, needs=CONTACTS)


def _tagged() -> Column:
    return Column(
        "tags",
        N_("Tags"),
        lambda line, who: who.words(", ").join(line.tags),
        lambda line, _who: cells.joined((cells.chip(tag) for tag in line.tags), " "),
        default=False,
        needs=TAGS,
    )


def _tag_names(ids: Sequence[int], _who: Reader) -> Mapping[int, str]:
    return {id: tag.name for id, tag in tags.by_ids(ids).items()}


PLACE: Final = place_facet("place", N_("Place"), one=False)
TAG: Final = records("tag", N_("Tag"), named=_tag_names, options=lambda _who, _user: tags.options())


# ------------------------------------------------------------------ people


def _person(line: PersonLine, who: Reader) -> Markup:
    name = cells.link(who.path("contacts.person", line.id), who.text(line.name.text, line.name.language), strong=True)
    held = cells.chip(who.words(N_("Do not contact")), "bad") if line.do_not_contact else ""
    # What is to be looked up is a word for whoever keeps the list, and none on paper.
    silent = cells.EMPTY if line.has_reading else cells.toned(who.words(N_("No reading")), "sub t-warn on-screen")
    return cells.joined([name, " " if held else "", held, cells.sub(_others(line, who)), silent])


def _post(line: PersonLine, who: Reader) -> Markup:
    if line.organisation is None or line.organisation_id is None:
        return cells.EMPTY
    name = who.text(line.organisation.text, line.organisation.language)
    path = who.path("contacts.organisation", line.organisation_id)
    below = cells.sub(who.texts(line.organisation_read)), cells.sub(_text(Shown(*line.told), who))
    return cells.joined([cells.link(path, name), *below])


def _answered(line: PersonLine, who: Reader) -> Markup:
    """What was answered, scope by scope; of whom nobody was asked anything, that it is so."""
    told = [(label, line.consents[scope]) for scope, label in SCOPES.items() if line.consents[scope] != NOT_ASKED]
    if not told:
        return cells.toned(who.words(STANDINGS[NOT_ASKED]), "t-2")
    tones = dict.fromkeys(BLOCKING, "t-bad")
    said = (
        cells.toned(f"{who.words(label)}{who.words(N_(': '))}{who.words(STANDINGS[code])}", tones.get(code, ""))
        for label, code in told
    )
    return cells.joined(said, " · ")


def _scope(scope: str, label: str) -> Column:
    """The column of the file that says how somebody stands to one scope."""
    return Column(scope, label, lambda line, who: who.words(STANDINGS[line.consents[scope]]))


CONSENTS_COLUMN: Final = Column(
    "consents",
    N_("Consents"),
    lambda line, who: who.words(", ").join(
        f"{who.words(SCOPES[scope])}{who.words(N_(': '))}{who.words(STANDINGS[code])}"
        for scope, code in line.consents.items()
        if code != NOT_ASKED
    ),
    _answered,
    default=False,
    phone=False,
    needs=CONSENTS,
    also=tuple(_scope(scope, label) for scope, label in SCOPES.items()),
)

PERSON_COLUMNS: Final = (
    Column(
        "name",
        N_("Name (by reading)"),
        lambda line, _who: line.own.text,
        _person,
        sort="name",
        fixed=True,
        css="title",
        also=(
            Column("alt", N_("Reading and other forms"), lambda line, _who: cells.listed(f.text for f in line.alt)),
            # Whoever gets the file must not lose what the chip says.
            Column(
                "consent",
                N_("Do not contact"),
                lambda line, who: who.words(N_("Do not contact")) if line.do_not_contact else "",
            ),
        ),
    ),
    Column(
        "post",
        N_("Organisation and title"),
        lambda line, _who: line.organisation_own.text if line.organisation_own else "",
        _post,
        also=(
            Column("department", N_("Department"), lambda line, _who: line.department),
            Column("title", N_("Job title"), lambda line, _who: line.title),
        ),
    ),
    Column(
        "place",
        N_("Place"),
        lambda line, _who: line.place.text if line.place else "",
        _place,
        css="fit",
        phone=False,
    ),
    Column(
        "languages",
        N_("Languages"),
        lambda line, who: who.words(", ").join(who.words(LANGUAGE_LABELS[tag]) for tag in line.skills),
        lambda line, who: _spoken(tuple(line.skills), who),
        phone=False,
        needs=SKILLS,
    ),
    _points("email", N_("E-mail"), "email"),
    _points("phone", N_("Phone"), "mobile", "direct", "tel"),
    _points("chat", N_("WeChat, KakaoTalk, LINE"), "wechat", "kakao", "line", "qq"),
    _tagged(),
    CONSENTS_COLUMN,
    ahead(default=False),  # few people have one: their organisations and negotiations do
    heard("contact"),
    _changed(),
)


def _besides(asked: Asked, who: Reader) -> Mapping[str, Any]:
    return {"language": who.language, "parts": asked.needs}


def _wanted_people(asked: Asked, user: Actor) -> PersonFilter:
    return asked.conditions(PersonFilter, **followed(asked, user))


PEOPLE_LIST: Final = Listing(
    name="people",
    title=N_("People"),
    endpoint="contacts.people",
    permission=Permission.CONTACTS_READ,
    columns=PERSON_COLUMNS,
    facets=(
        PLACE,
        coded("role", N_("Role of the organisation"), rules.ORGANISATION_ROLES),
        coded("language", N_("Language"), LANGUAGE_LABELS),
        TAG,
        yes_no("do_not_contact", N_("Do not contact")),
        *(coded(f"scope_{scope}", label, STANDINGS) for scope, label in SCOPES.items()),
        flag("no_reading", N_("Reading"), N_("missing")),
        records("organisation", N_("Organisation"), source=ORGANISATIONS, one=True),
        SILENT,
        STEPLESS,
    ),
    sorts=(*PERSON_ORDERS, *TO_FOLLOW),
    wanted=_wanted_people,
    filtered=queries.filtered_people,
    rows=telling(queries.people),
    besides=_besides,
    row_id=lambda line: line.id,
    row_name=lambda line: line.name.text,
    nothing=Nothing(
        N_("Nobody matches all of these filters."),
        N_("Nobody yet"),
        N_("Three fields are enough to begin: name, organisation and a way to reach them."),
        (N_("New person"), "contacts.quick_person", Permission.CONTACTS_WRITE),
    ),
    words=N_("Name, organisation, e-mail, phone or WeChat"),
    own=partial(own_extra, "people", lambda line: line.id),
    orders=ORDERS,
    each=EACH_PERSON,
)


# ------------------------------------------------------------------ organisations


def _organisation(line: OrganisationLine, who: Reader) -> Markup:
    path = who.path("contacts.organisation", line.id)
    name = cells.link(path, who.text(line.name.text, line.name.language), strong=True)
    state = "" if line.status == "active" else cells.chip(who.words(rules.ORGANISATION_STATUSES[line.status]), "warn")
    return cells.joined([name, " " if state else "", state, cells.sub(_others(line, who))])


def _where(line: OrganisationLine, who: Reader) -> Markup:
    return _place(line, who) or cells.joined([who.words(COUNTRIES.get(line.country, ""))])


ORGANISATION_COLUMNS: Final = (
    Column(
        "name",
        N_("Name (by reading)"),
        lambda line, _who: line.own.text,
        _organisation,
        sort="name",
        fixed=True,
        css="title",
        also=(
            Column("alt", N_("Reading and other forms"), lambda line, _who: cells.listed(f.text for f in line.alt)),
            Column("state", N_("Status"), lambda line, who: who.words(rules.ORGANISATION_STATUSES[line.status])),
        ),
    ),
    Column(
        "roles",
        N_("Roles"),
        lambda line, who: who.words(", ").join(who.words(rules.ORGANISATION_ROLES[code]) for code in line.roles),
        lambda line, who: cells.joined((cells.chip(who.words(rules.ORGANISATION_ROLES[c])) for c in line.roles), " "),
        needs=ROLES,
    ),
    Column(
        "place",
        N_("Place"),
        lambda line, _who: line.place.text if line.place else "",
        _where,
        css="fit",
        also=(Column("country", N_("Country"), lambda line, who: who.words(COUNTRIES.get(line.country, ""))),),
    ),
    Column("people", N_("People"), lambda line, _who: line.people, number=True, needs=PEOPLE),
    Column("website", N_("Web address"), lambda line, _who: line.website, default=False, phone=False),
    _points("email", N_("E-mail"), "email"),
    _points("phone", N_("Phone"), "tel", "direct", "mobile"),
    _tagged(),
    ahead(),
    heard("contact"),
    _changed(),
)


def _wanted_organisations(asked: Asked, user: Actor) -> OrganisationFilter:
    return asked.conditions(OrganisationFilter, **followed(asked, user))


ORGANISATIONS_LIST: Final = Listing(
    name="organisations",
    title=N_("Organisations"),
    endpoint="contacts.organisations",
    permission=Permission.CONTACTS_READ,
    columns=ORGANISATION_COLUMNS,
    facets=(
        coded("role", N_("Role"), rules.ORGANISATION_ROLES),
        coded("country", N_("Country"), COUNTRIES, occurring=queries.countries),
        PLACE,
        coded("status", N_("Status"), rules.ORGANISATION_STATUSES, one=True),
        TAG,
        SILENT,
        STEPLESS,
    ),
    sorts=(*ORGANISATION_ORDERS, *TO_FOLLOW),
    wanted=_wanted_organisations,
    filtered=queries.filtered_organisations,
    rows=telling(queries.organisations),
    besides=_besides,
    row_id=lambda line: line.id,
    row_name=lambda line: line.name.text,
    nothing=Nothing(
        N_("No organisation matches all of these filters."),
        N_("No organisations yet"),
        N_("Three fields are enough to begin: name, place and role."),
        (N_("New organisation"), "contacts.quick_organisation", Permission.CONTACTS_WRITE),
    ),
    words=N_("Name, e-mail or phone"),
    own=partial(own_extra, "organisations", lambda line: line.id),
    orders=ORDERS,
    each=EACH_ORGANISATION,
)
