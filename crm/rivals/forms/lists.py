"""The lists of what rivals did and of signs of demand as data: columns, filters, orders."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from crm.activities.rules import ACTIVITY_TYPES
from crm.contacts.forms.picks import ORGANISATIONS
from crm.core import here
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.paging import Page
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.lists.forms import each_of
from crm.places import queries as places
from crm.places.forms import place_facet
from crm.rivals import queries, rules
from crm.rivals.models import DemandSignal, RivalActivity
from crm.rivals.queries import Rival
from crm.web.listings import Column, Listing, Nothing, Reader, cells, coded, day, records
from crm.web.locale import language
from crm.wordings import queries as wordings

_DAYS: Final = (day("since", N_("From")), day("until", N_("Until")))


# ------------------------------------------------------------------ rivals


@dataclass(frozen=True)
class RivalLine(Rival):
    """What a rival did; the fair and the notes as the reader's language has them: (text, language)."""

    title: tuple[str, str]
    notes: tuple[str, str]


def _rivals(wanted: queries.RivalFilter, *, user: Actor, language: str, **how: Any) -> Page[RivalLine]:
    found = queries.rival_lines(wanted, user=user, language=language, **how)
    acts, han = [row.activity for row in found.rows], here.han_language()
    words = wordings.in_language(language, {text for act in acts for text in (act.title, act.notes)})
    return found.of(
        [
            RivalLine(**vars(row), title=words.told(act.title, han), notes=words.told(act.notes, han))
            for row, act in zip(found.rows, acts, strict=True)
        ]
    )


def _name(rival: RivalLine, who: Reader) -> Markup:
    body = rival.body.name
    link = cells.link(who.path("rivals.record", rival.id), who.text(body.text, body.language), strong=True)
    return cells.joined([link, cells.sub(who.text(*rival.title))] if rival.title[0] else [link])


def _type(rival: Rival, who: Reader) -> str:
    return who.words(ACTIVITY_TYPES[rival.activity.activity_type])


def _last(rival: Rival, _who: Reader) -> date | None:
    act = rival.activity
    return act.ends_on if act.ends_on != act.starts_on else None


RIVALS_LIST: Final = Listing(
    name="rivals",
    title=N_("Competing regions"),
    endpoint="rivals.index",
    permission=Permission.RIVALS_READ,
    columns=(
        Column(
            "name", N_("Competing region or body"), lambda rival, _who: rival.body.name.text, _name, fixed=True,
            css="title",
            also=(Column("title", N_("Name of the fair or event"), lambda rival, _who: rival.activity.title),),
        ),
        Column(
            "place", N_("Where"), lambda rival, _who: rival.place.text,
            lambda rival, who: who.text(rival.place.text, rival.place.language), written=True,
        ),
        Column("type", N_("Kind"), _type),
        Column(
            "began", N_("First day"), lambda rival, _who: rival.activity.starts_on,
            lambda rival, who: who.brief(rival.activity.starts_on), sort="-began", css="fit",
        ),
        Column("ended", N_("Last day"), _last, lambda rival, who: who.brief(_last(rival, who)), css="fit"),
        Column("booths", N_("Booths"), lambda rival, _who: rival.activity.booths, number=True),
        Column("firms", N_("Exhibiting companies"), lambda rival, _who: rival.activity.firms, number=True),
        Column(
            "source", N_("Source (web address)"), lambda rival, _who: rival.activity.source_url, default=False,
            phone=False,
        ),
        Column(
            "notes", N_("Notes"), lambda rival, _who: rival.activity.notes, lambda rival, who: who.text(*rival.notes),
            default=False, phone=False, written=True,
        ),
    ),
    facets=(
        place_facet("place", N_("Where")),
        place_facet("region", N_("Region")),
        records("organisation", N_("Organisation"), source=ORGANISATIONS, one=True),
        coded("type", N_("Kind"), ACTIVITY_TYPES),
        *_DAYS,
    ),
    sorts=("-began", "began", "-changed"),
    wanted=queries.RivalFilter,
    filtered=queries.filtered_rivals,
    rows=_rivals,
    besides=lambda _asked, who: {"language": who.language},
    row_id=lambda rival: rival.id,
    row_name=lambda rival: rival.body.name.text,
    nothing=Nothing(
        N_("No activity of a competing region matches all of these filters."),
        N_("No activity of a competing region has been recorded yet"),
        N_("Record who else promotes where you do, with the source: lost cases can name them."),
        (N_("New activity of a competing region"), "rivals.new", Permission.RIVALS_WRITE),
    ),
    words=N_("Region, organisation, fair or notes"),
    each=each_of(
        RivalActivity,
        Permission.RIVALS_WRITE,
        queries.rival,
        rules.RIVAL_ARCHIVED,
        rules.RIVAL_RESTORED,
        named=lambda row: queries.rival_called(row, language())[0],
    ),
)  # fmt: skip


# ------------------------------------------------------------------ demand


@dataclass(frozen=True)
class SignalLine:
    """A sign of demand; what is wanted and who said so as the reader's language has it: (text, language)."""

    signal: DemandSignal
    told: tuple[str, str]
    source: tuple[str, str]

    @property
    def id(self) -> int:
        return self.signal.id


def _lines(wanted: queries.SignalFilter, *, user: Actor, language: str, **how: Any) -> Page[SignalLine]:
    found = queries.signal_lines(wanted, user=user, **how)
    words = wordings.in_language(language, {text for row in found.rows for text in (row.statement, row.source)})
    han = here.han_language()
    return found.of(
        [SignalLine(row, words.told(row.statement, han), words.told(row.source, han)) for row in found.rows]
    )


def _statement(line: SignalLine, who: Reader) -> Markup:
    return cells.link(who.path("rivals.signal", line.id), who.text(*line.told), strong=True)


def _where(line: SignalLine, who: Reader) -> Any:
    return places.display_name(line.signal.place, who.language)


def _category(line: SignalLine, who: Reader) -> str:
    return who.words(PRODUCT_CATEGORIES[line.signal.category])


def _tier(line: SignalLine, who: Reader) -> str:
    tier = line.signal.price_tier
    return who.words(PRICE_TIERS[tier]) if tier else ""


SIGNALS_LIST: Final = Listing(
    name="demand",
    title=N_("Demand signals"),
    endpoint="rivals.signals",
    permission=Permission.RIVALS_READ,
    columns=(
        Column(
            "name", N_("What is wanted"), lambda line, _who: line.signal.statement, _statement, fixed=True, css="title"
        ),
        Column(
            "place", N_("Where"), lambda line, who: _where(line, who).text,
            lambda line, who: who.text(_where(line, who).text, _where(line, who).language), written=True,
        ),
        Column("category", N_("Product category"), _category),
        Column("tier", N_("Price tier"), _tier),
        Column("strength", N_("Strength"), lambda line, _who: line.signal.strength, sort="-strength", number=True),
        Column(
            "observed", N_("Observed on"), lambda line, _who: line.signal.observed_on,
            lambda line, who: who.brief(line.signal.observed_on), sort="-observed", css="fit",
        ),
        Column("kind", N_("Kind of source"), lambda line, who: who.words(rules.SOURCE_KINDS[line.signal.source_kind])),
        Column(
            "source", N_("Source"), lambda line, _who: line.signal.source, lambda line, who: who.text(*line.source),
            phone=False, written=True,
        ),
    ),
    facets=(
        place_facet("place", N_("Where")),
        coded("category", N_("Product category"), PRODUCT_CATEGORIES),
        coded("tier", N_("Price tier"), PRICE_TIERS),
        coded("strength", N_("Strength"), rules.STRENGTHS),
        coded("kind", N_("Kind of source"), rules.SOURCE_KINDS),
        *_DAYS,
    ),
    sorts=("-observed", "observed", "-strength", "strength"),
    wanted=queries.SignalFilter,
    filtered=queries.filtered_signals,
    rows=_lines,
    besides=lambda _asked, who: {"language": who.language},
    row_id=lambda line: line.id,
    row_name=lambda line: line.told[0],
    nothing=Nothing(
        N_("No demand signal matches all of these filters."),
        N_("No demand signal has been recorded yet"),
        N_("Record what shows that goods are wanted somewhere, with the source and how strong it is."),
        (N_("New demand signal"), "rivals.new_signal", Permission.RIVALS_WRITE),
    ),
    words=N_("What is wanted, or source"),
    each=each_of(
        DemandSignal,
        Permission.RIVALS_WRITE,
        queries.signal,
        rules.SIGNAL_ARCHIVED,
        rules.SIGNAL_RESTORED,
        named=lambda row: row.statement,
    ),
)  # fmt: skip
