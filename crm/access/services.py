"""What is done with rules of market access: recorded, changed, archived, restored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm.access import rules
from crm.access.models import AccessRule, AccessText
from crm.access.rules import codes
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.initiatives.services import respell
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import COUNTRIES

EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True)
class AccessInput:
    """What a rule says. `texts` is {language: the rule in words}."""

    country: str
    state: str
    texts: Mapping[str, str]
    source_title: str
    checked_on: date | None
    hs_prefix: str = ""
    category: str = ""
    region_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source_url: str = ""
    check_due: date | None = None
    notes: str = ""


def make(content: AccessInput, *, by: Actor | None) -> AccessRule:
    """A new rule. Refused for unknown codes, no goods, no words, no source, and days out of order or to come."""
    rule = AccessRule(texts=[])
    _write(rule, content, rules.MADE, by)
    return rule


def change(rule: AccessRule, content: AccessInput, *, by: Actor | None) -> None:
    """Write the rule (its texts loaded) anew; refusals as for `make`."""
    _write(rule, content, rules.CHANGED, by)


def check_rule(content: AccessInput, *, by: Actor | None) -> None:
    """Refused where `make` would be; nothing is written."""
    _checked(AccessRule(), content, by)


def _checked(rule: AccessRule, content: AccessInput, by: Actor | None) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns and the words as they are kept."""
    content = replace(content, hs_prefix=codes.kept(content.hs_prefix, "hs_prefix"))
    codes.check_country(content.hs_prefix, content.country, "hs_prefix")
    _check_goods(content)
    _check_days(content)
    if content.region_id is not None and content.region_id != rule.region_id:
        seen = places.visible_to(by).where(Place.id == content.region_id).with_only_columns(Place.id)
        if db.session.scalar(seen) is None:
            raise Refused(Text("Choose one from the list."), "region_id")
    texts = {language: text for language, text in content.texts.items() if text}
    if not texts:
        raise Refused(Text("Enter the rule in words in at least one language."), "words_ja")
    if not content.source_title:
        raise Refused(Text("Say which notice or page says so."), "source_title")
    values = {name: value for name, value in vars(content).items() if name != "texts"}
    values["source_url"] = _address(content.source_url)
    return values, texts


def _write(rule: AccessRule, content: AccessInput, verb: Verb, by: Actor | None) -> None:
    values, texts = _checked(rule, content, by)
    with action(verb, by=by):
        assign(rule, values)
        respell(rule.texts, texts, AccessText)
        db.session.add(rule)
        touch(rule)


def _check_goods(content: AccessInput) -> None:
    tables = {"country": COUNTRIES, "state": rules.STATES}
    for field, table in tables.items():
        if getattr(content, field) not in table:
            raise Refused(Text("Choose one."), field)
    if content.category and content.category not in PRODUCT_CATEGORIES:
        raise Refused(Text("Choose one."), "category")
    if not content.hs_prefix and not content.category:
        raise Refused(Text("Say which goods: an HS code, a product category, or both."), "hs_prefix")


def _check_days(content: AccessInput) -> None:
    if content.valid_from and content.valid_to and content.valid_to < content.valid_from:
        raise Refused(Text("The last day must not be before the first."), "valid_to")
    if content.checked_on is None or not EARLIEST <= content.checked_on <= here.today():
        raise Refused(
            Text("Enter the day on which the source was checked. It must not be in the future."), "checked_on"
        )
    if content.check_due is not None and content.check_due <= content.checked_on:
        raise Refused(Text("The next check comes after the last one."), "check_due")


def _address(text: str) -> str:
    try:
        return normalise("url", text) if text else ""
    except BadText as bad:
        raise Refused(bad.text, "source_url") from bad
