"""Two records side by side: what differs, what can be chosen, and what hangs on each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, String, Table, func, literal, select, union_all

from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import LanguageSkill, Organisation, Person
from crm.core.database import Base, db
from crm.core.languages import LANGUAGE_LABELS, NAME_LANGUAGES
from crm.core.permissions import Actor
from crm.core.texts import Text, Worded
from crm.fields import queries as fields
from crm.fields.rules import Value, plain
from crm.merging import rules
from crm.merging.queries import links
from crm.places import queries as places
from crm.places.rules import COUNTRIES, Shown

Contact = Organisation | Person
NO, YES = Text("No"), Text("Yes")
#: The columns whose codes have labels.
_CODES = {
    "primary_language": NAME_LANGUAGES,
    "country": COUNTRIES,
    "status": contact_rules.ORGANISATION_STATUSES,
    "identifier_type": contact_rules.IDENTIFIER_TYPES,
}


@dataclass(frozen=True)
class ShownValue:
    """A value as it is shown: a `Text` is translated, a plain one may carry its language."""

    text: str | Text
    language: str = ""


@dataclass(frozen=True)
class ChoiceLine:
    """One thing to be chosen about: the cells of both sides, and the choices that make sense."""

    name: str
    label: str | Text
    left: Sequence[ShownValue]
    right: Sequence[ShownValue]
    choices: tuple[str, ...] = (rules.LEFT, rules.RIGHT)

    @property
    def same(self) -> bool:
        return list(self.left) == list(self.right)

    def standard(self, survivor: str) -> str:
        """The side that stands chosen at first: both where both can stay, else the survivor's, unless the other one's
        says the same and more: Jilin, where here is only China."""
        if rules.BOTH in self.choices:
            return rules.BOTH
        sides = {rules.LEFT: self.left, rules.RIGHT: self.right}
        other = rules.RIGHT if survivor == rules.LEFT else rules.LEFT
        mine, theirs = sides[survivor], sides[other]
        return other if len(mine) < len(theirs) and all(cell in theirs for cell in mine) else survivor


@dataclass(frozen=True)
class Sides:
    """Everything the merge screen shows."""

    kind: str
    left: Contact
    right: Contact
    fields: Sequence[ChoiceLine]  #: the record's own columns
    lists: Sequence[ChoiceLine]  #: its child rows
    own: Sequence[ChoiceLine]  #: what is said in own fields
    mains: Sequence[ChoiceLine]  #: which name and which post is the main one
    counts: Sequence[tuple[str, int, int]]  #: (label, rows left, rows right): what refers to each


def record(kind: str, id: int, *, user: Actor) -> Contact:
    """The person or organisation; NotVisible when there is none."""
    return contacts.person(id, user=user) if kind == rules.PEOPLE else contacts.organisation(id, user=user)


def sides(kind: str, left_id: int, right_id: int, *, user: Actor, language: str) -> Sides:
    """Both records with everything that can be chosen and everything that will move. NotVisible without either."""
    left, right = record(kind, left_id, user=user), record(kind, right_id, user=user)
    return Sides(
        kind, left, right, _fields(kind, left, right, language), _lists(left, right),
        _own(left, right, language),
        _mains(left, right), counts(kind, left_id, right_id),
    )  # fmt: skip


def counts(kind: str, left_id: int, right_id: int) -> list[tuple[str, int, int]]:
    """[(label, rows that refer to the left, to the right)] by label, from one statement over all tables."""
    parts = [
        select(
            literal(link.table.name).label("name"),
            func.count().filter(link.holds(kind, left_id)).label("left"),
            func.count().filter(link.holds(kind, right_id)).label("right"),
        )
        .select_from(link.table)
        .where(link.holds(kind, left_id) | link.holds(kind, right_id))
        for link in links.links_to(kind)
    ]
    found: dict[str, tuple[int, int]] = {}
    for name, left, right in db.session.execute(union_all(*parts)):
        known = found.get(rules.label_of(name), (0, 0))
        found[rules.label_of(name)] = (known[0] + left, known[1] + right)
    return [(label, left, right) for label, (left, right) in found.items() if left or right]


# ------------------------------------------------------------------ the record's own columns


def asked(kind: str) -> list[Column[Any]]:
    """The columns that the reader chooses about; of those that go together the first."""
    table: Table = Base.metadata.tables[kind]
    rest = {name for group in rules.TOGETHER for name in group[1:]} | rules.STICKY | rules.UNASKED
    return [column for column in table.columns if column.name not in rest]


def _fields(kind: str, left: Contact, right: Contact, language: str) -> list[ChoiceLine]:
    found = []
    for column in asked(kind):
        both = is_prose(column) and getattr(left, column.name) and getattr(right, column.name)
        line = ChoiceLine(
            column.name,
            rules.FIELDS.get(column.name, column.name.replace("_", " ").capitalize()),
            _cells(column.name, left, language),
            _cells(column.name, right, language),
            (rules.LEFT, rules.RIGHT, rules.BOTH) if both else (rules.LEFT, rules.RIGHT),
        )
        if line.left or line.right:
            found.append(line)
    return found


def is_prose(column: Column[Any]) -> bool:
    """Whether the column holds running text of any length, of which both can be kept."""
    return isinstance(column.type, String) and column.type.length is None


def _cells(name: str, record: Contact, language: str) -> list[ShownValue]:
    """The value of a column, and of those that go with it."""
    together = next((group for group in rules.TOGETHER if group[0] == name), (name,))
    return [cell for one in together if (cell := _cell(one, record, language)) is not None]


def _cell(name: str, record: Contact, language: str) -> ShownValue | None:
    value = getattr(record, name)
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return ShownValue(YES if value else NO)
    if name == "place_id" and isinstance(record, Organisation) and record.place is not None:
        shown = places.display_name(record.place, language)
        return ShownValue(shown.text, shown.language)
    label = _CODES.get(name, {}).get(value)
    return ShownValue(Text(label)) if label is not None else ShownValue(str(value))


# ------------------------------------------------------------------ child rows


def _lists(left: Contact, right: Contact) -> list[ChoiceLine]:
    both = (rules.LEFT, rules.RIGHT, rules.BOTH)
    table = rules.LISTS[left.__tablename__]
    found = []
    for name, label in table.items():
        line = ChoiceLine(name, label, _rows(name, left), _rows(name, right), both)
        if line.left or line.right:
            found.append(line)
    return found


def _rows(name: str, record: Contact) -> list[ShownValue]:
    if name == "contact_points":
        return [ShownValue(contact_rules.readable(p.kind, p.value, p.normalised)) for p in record.contact_points]
    if isinstance(record, Person):
        return _person_rows(name, record)
    if name == "organisation_names":
        return [ShownValue(_with(n.text, n.reading), n.language) for n in record.names]
    if name == "organisation_roles":
        return [ShownValue(Text(contact_rules.ORGANISATION_ROLES[role.role])) for role in record.roles]
    return [ShownValue(address.lines, address.language) for address in record.addresses]


def _person_rows(name: str, person: Person) -> list[ShownValue]:
    if name == "person_names":
        return [ShownValue(_with(n.full, n.reading), n.language) for n in person.names]
    if name == "affiliations":
        firms = [(post, contacts.own_name(post.organisation)) for post in person.affiliations]
        return [
            ShownValue(" ".join(filter(None, (at.text, contacts.title_of(post)))), at.language) for post, at in firms
        ]
    return [ShownValue(_spoken(skill)) for skill in person.language_skills]


def _spoken(skill: LanguageSkill) -> Text:
    level = contact_rules.LANGUAGE_LEVELS[skill.level]
    return Text("%(language)s: %(what)s", language=Text(LANGUAGE_LABELS[skill.language]), what=Text(level))


def _with(text: str, reading: str) -> str:
    return f"{text} ({reading})" if reading else text


def _own(left: Contact, right: Contact, language: str) -> list[ChoiceLine]:
    """What either says in the fields that the administrator added."""
    kind = left.__tablename__
    told = fields.values(kind, [left.id, right.id])
    found = []
    for definition in fields.defined(kind) if told else ():
        here, there = (_own_cells(told.get(record.id, {}).get(definition.id)) for record in (left, right))
        if here or there:
            labels = {row.language: row.text for row in definition.labels}
            label = Worded(fields.label_text(definition, language), labels)
            found.append(ChoiceLine(f"{rules.OWN}{definition.id}", label, here, there))
    return found


def _own_cells(value: Value | None) -> list[ShownValue]:
    return [] if value is None else [ShownValue(plain(value))]


def _mains(left: Contact, right: Contact) -> list[ChoiceLine]:
    """Which name stands on the card, and which post is the main one: asked only where both have one and they differ."""
    names = [_shown(contacts.own_name(left)), _shown(contacts.own_name(right))]
    found = [ChoiceLine(rules.MAIN_NAME, rules.MAIN_LABELS[rules.MAIN_NAME], [names[0]], [names[1]])]
    if isinstance(left, Person) and isinstance(right, Person):
        posts = [_main_post(left), _main_post(right)]
        if all(posts):
            found.append(ChoiceLine(rules.MAIN_POST, rules.MAIN_LABELS[rules.MAIN_POST], posts[0], posts[1]))
    return [line for line in found if not line.same]


def _main_post(person: Person) -> list[ShownValue]:
    return [
        ShownValue(" ".join(filter(None, (at.text, contacts.title_of(post)))), at.language)
        for post in person.affiliations
        if post.is_primary
        for at in [contacts.own_name(post.organisation)]
    ]


def _shown(name: Shown) -> ShownValue:
    return ShownValue(name.text, name.language)
