"""The list of rules of market access as data: columns, filters, orders."""

from typing import Final

from markupsafe import Markup

from crm.access import queries, rules
from crm.access.models import AccessRule
from crm.access.queries import RuleLine
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.lists.forms import each_of
from crm.places.forms import place_facet
from crm.places.rules import COUNTRIES
from crm.web.listings import Column, Listing, Nothing, Reader, cells, coded, flag
from crm.web.locale import language


def _words(line: RuleLine, who: Reader) -> Markup:
    return cells.link(who.path("access.record", line.id), who.text(line.words.text, line.words.language))


def _country(line: RuleLine, who: Reader) -> str:
    return who.words(COUNTRIES[line.rule.country])


def _goods(line: RuleLine, who: Reader) -> str:
    category = who.words(PRODUCT_CATEGORIES[line.rule.category]) if line.rule.category else ""
    return " · ".join(filter(None, (line.rule.hs_prefix, category)))


def _state(line: RuleLine, who: Reader) -> str:
    return who.words(rules.STATES[line.rule.state])


def _state_chip(line: RuleLine, who: Reader) -> Markup:
    if not line.timing:
        return cells.chip(_state(line, who), rules.STATE_CHIPS[line.rule.state])
    day = line.rule.valid_to if line.timing == rules.ENDED else line.rule.valid_from
    told = (cells.chip(_state(line, who), ""), who.words(rules.TIMINGS[line.timing]), who.brief(day))
    return cells.joined(told, " ")


def _checked(line: RuleLine, who: Reader) -> Markup:
    told: list[str | Markup] = [who.brief(line.rule.checked_on)]
    if line.is_due:
        told.append(cells.chip(who.words(N_("Check again")), "warn"))
    return cells.joined(told, " ")


ACCESS_LIST: Final = Listing(
    name="access_rules",
    title=N_("Market access"),
    endpoint="access.index",
    permission=Permission.ACCESS_READ,
    columns=(
        Column("name", N_("Rule"), lambda line, _who: line.words.text, _words, fixed=True, css="title"),
        Column("country", N_("Importing country"), _country, sort="country"),
        Column("state", N_("Market access"), _state, _state_chip),
        Column("goods", N_("Goods"), _goods),
        Column("region", N_("Region of origin"), lambda line, _who: line.region.text if line.region else ""),
        Column(
            "checked", N_("Checked on"), lambda line, _who: line.rule.checked_on, _checked, sort="-checked", css="fit"
        ),
        Column(
            "due", N_("Next check by"), lambda line, _who: line.rule.check_due,
            lambda line, who: who.brief(line.rule.check_due), default=False, css="fit",
        ),
        Column(
            "from", N_("Valid from"), lambda line, _who: line.rule.valid_from,
            lambda line, who: who.brief(line.rule.valid_from), default=False, css="fit",
        ),
        Column(
            "until", N_("Valid until"), lambda line, _who: line.rule.valid_to,
            lambda line, who: who.brief(line.rule.valid_to), default=False, css="fit",
        ),
        Column("source", N_("Source"), lambda line, _who: line.rule.source_title, default=False, written=True),
        Column("url", N_("Source (web address)"), lambda line, _who: line.rule.source_url, default=False, phone=False),
        Column("notes", N_("Notes"), lambda line, _who: line.rule.notes, default=False, phone=False, written=True),
    ),
    facets=(
        coded("country", N_("Importing country"), COUNTRIES, occurring=queries.countries),
        coded("state", N_("Market access"), rules.STATES),
        coded("category", N_("Product category"), PRODUCT_CATEGORIES),
        place_facet("region", N_("Region of origin"), used=queries.regions_used),
        flag("due", N_("Check again"), N_("Yes"), value="1"),
    ),
    sorts=("country", "-country", "checked", "-checked", "-changed"),
    wanted=queries.Filter,
    filtered=queries.filtered,
    rows=queries.lines,
    besides=lambda _asked, who: {"language": who.language},
    row_id=lambda line: line.id,
    row_name=lambda line: line.words.text,
    nothing=Nothing(
        N_("No rule matches all of these filters."),
        N_("No market access rule has been recorded yet"),
        N_("Record which goods a country lets in, with the source and the day on which it was checked."),
        (N_("New rule"), "access.new", Permission.ACCESS_WRITE),
    ),
    words=N_("Rule, source or HS code"),
    each=each_of(
        AccessRule,
        Permission.ACCESS_WRITE,
        queries.one,
        rules.ARCHIVED,
        rules.RESTORED,
        named=lambda rule: queries.words_of(rule, language()).text,
    ),
)  # fmt: skip
