"""Rules of market access: the list, one, and how each is told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.access import rules
from crm.access.models import AccessRule, AccessText
from crm.access.rules import AccessVerdict, HoldingRule, codes
from crm.core import conditions, here
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.languages import FALLBACKS, Language
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.core.texts import PerLanguage, Text
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import COUNTRIES, Shown

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "country": (OrderColumn(AccessRule.country), OrderColumn(AccessRule.id)),
    "-country": (OrderColumn(AccessRule.country, descending=True), OrderColumn(AccessRule.id, descending=True)),
    "checked": (OrderColumn(AccessRule.checked_on), OrderColumn(AccessRule.id)),
    "-checked": (OrderColumn(AccessRule.checked_on, descending=True), OrderColumn(AccessRule.id, descending=True)),
    "-changed": (OrderColumn(AccessRule.updated_at, descending=True), OrderColumn(AccessRule.id, descending=True)),
}
#: Words and region: a fixed number of queries, however many rules.
LOADED: Final = (selectinload(AccessRule.texts), joinedload(AccessRule.region).selectinload(Place.names))


@dataclass(frozen=True)
class RuleLine:
    """A rule with its words and its region for a reader."""

    rule: AccessRule
    words: Shown
    region: Shown | None
    is_due: bool  #: whether its source is to be looked at again by now
    timing: str = ""  #: of `rules.TIMINGS` where it is not in force today

    @property
    def id(self) -> int:
        return self.rule.id


@dataclass(frozen=True)
class RuleWords(PerLanguage):
    """A rule in words ({language: text}), as a value of a `Text`."""

    words: Mapping[str, str]

    def called(self, language: str) -> str:
        return worded(self.words, language).text


def visible_to(user: Actor | None, *, archived: bool | None = False) -> Select[AccessRule]:
    """Every rule that is not archived, the archive, or both (None): all staff see all."""
    return shared(select(AccessRule).where(stands(AccessRule, archived=archived)), user)


def one(id: int, *, user: Actor, archived: bool | None = False) -> AccessRule:
    """The rule with its words and its region; NotVisible when there is none."""
    return only(visible_to(user, archived=archived), id, *LOADED)


def _worded(words: str) -> ColumnElement[bool]:
    said = select(AccessText.rule_id).where(AccessText.text.icontains(words, autoescape=True))
    return or_(
        AccessRule.id.in_(said),
        AccessRule.source_title.icontains(words, autoescape=True),
        AccessRule.id.in_(_naming(words)),
    )


def _naming(words: str) -> list[int]:
    """The rules that name a code, or codes of which it is the beginning."""
    if not codes.is_code(words):
        return []
    named = select(AccessRule.id, AccessRule.hs_prefix).where(AccessRule.hs_prefix != "")
    return [id for id, told in db.session.execute(named) if codes.about(told, words) is not False]


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the list. A region counts with all that lies in it."""

    q: str = conditions.text(_worded)
    only: Collection[int] = conditions.only(AccessRule.id)
    country: Collection[str] = conditions.codes(AccessRule.country)
    state: Collection[str] = conditions.codes(AccessRule.state)
    category: Collection[str] = conditions.codes(AccessRule.category)
    region: int | None = conditions.record(lambda id: AccessRule.region_id.in_(places.within(id)))
    due: bool = conditions.flag(lambda: AccessRule.check_due <= here.today())


def filtered(wanted: Filter, *, user: Actor) -> Select[AccessRule]:
    """The visible rules that fulfil every condition."""
    return visible_to(user).where(*wanted.where())


def lines(
    wanted: Filter, *, user: Actor, language: str, sort: str = "country", cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[RuleLine]:  # fmt: skip
    """A page of the list, by country unless `sort` says otherwise."""
    found: Page[AccessRule] = page(filtered(wanted, user=user).options(*LOADED), SORTS[sort], cursor, size)
    rows = [line(rule, language) for rule in found.rows]
    return found.of(rows)


def line(rule: AccessRule, language: str, *, regional: bool = True) -> RuleLine:
    """A loaded rule for a reader; its region stays away unless `regional`."""
    region = places.display_name(rule.region, language) if regional and rule.region is not None else None
    is_due = rule.check_due is not None and rule.check_due <= here.today()
    return RuleLine(rule, words_of(rule, language), region, is_due, rules.timing(rule, here.today()))


def words_of(rule: AccessRule, language: str) -> Shown:
    """The rule in the words that suit readers of a language best; its texts are loaded."""
    return worded(_words(rule), language)


def _words(rule: AccessRule) -> dict[str, str]:
    return {row.language: row.text for row in rule.texts}


def worded(told: Mapping[str, str], language: str) -> Shown:
    """Of words in several languages ({language: text}) those that suit readers of a language best."""
    for tag in FALLBACKS.get(language, FALLBACKS[Language.JA]):
        if tag in told:
            return Shown(told[tag], tag)
    return Shown("", language)


def said(rule: AccessRule) -> dict[str, Any]:
    """What a rule says, for whoever keeps it as JSON: goods, origin, state, days, words; its texts are loaded."""
    told: dict[str, Any] = {
        name: getattr(rule, name) for name in ("country", "hs_prefix", "category", "region_id", "state")
    }
    days = {name: day.isoformat() if (day := getattr(rule, name)) else "" for name in ("valid_from", "valid_to")}
    return told | days | {"texts": {row.language: row.text for row in rule.texts}}


def called(rule: AccessRule, language: str) -> tuple[str, str]:
    """What a rule goes by: its words."""
    words = words_of(rule, language)
    return words.text, words.language


def rule_names(ids: Collection[int], language: str) -> dict[int, str]:
    """{id: words}, of the archive as well; for the log."""
    found = select(AccessRule).where(AccessRule.id.in_(ids)).options(selectinload(AccessRule.texts))
    return {row.id: words_of(row, language).text for row in db.session.scalars(found)} if ids else {}


def countries(user: Actor) -> list[str]:
    """The codes of the countries that have rules on record, in the order of `COUNTRIES`."""
    found = set(db.session.scalars(visible_to(user).with_only_columns(AccessRule.country).distinct()))
    return [code for code in COUNTRIES if code in found]


def regions_used(user: Actor) -> list[Place]:
    """The regions of origin that rules name, names loaded."""
    used = visible_to(user).with_only_columns(AccessRule.region_id).where(AccessRule.region_id.is_not(None))
    return list(places.by_ids(id for id in db.session.scalars(used.distinct()) if id is not None).values())


def bar_told(verdict: AccessVerdict[AccessRule]) -> Text | None:
    """That goods are barred, or may be, with the first rule that is about them; None where nothing bars them."""
    barring = [each for each in verdict.told if each.state == rules.PROHIBITED]
    barring.sort(key=lambda each: not each.sure)
    return None if not barring else barred_by(barring[0].rule) if barring[0].sure else _may_bar(barring[0])


def _may_bar(holding: HoldingRule[AccessRule]) -> Text:
    rule = holding.rule
    return Text(
        "To be checked (%(country)s). %(doubt)s. %(rule)s Source: %(source)s, checked on %(day)s.",
        country=Text(COUNTRIES[rule.country]), doubt=Text(holding.doubted), rule=RuleWords(_words(rule)),
        source=rule.source_title, day=rule.checked_on,
    )  # fmt: skip


def barred_by(rule: AccessRule) -> Text:
    """That a rule bars goods from its country, in its words, with its source and when that was checked."""
    return Text(
        "Barred on record (%(country)s): %(rule)s Source: %(source)s, checked on %(day)s.",
        country=Text(COUNTRIES[rule.country]), rule=RuleWords(_words(rule)), source=rule.source_title,
        day=rule.checked_on,
    )  # fmt: skip
