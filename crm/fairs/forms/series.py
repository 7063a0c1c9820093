"""The forms of a series and of the edition that a fair is, and the list of series as data."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.fairs import queries, rules
from crm.fairs.forms.chosen import EACH, PLAIN
from crm.fairs.models import FairSeries
from crm.fairs.queries import KnownSeries, SeriesLine
from crm.fairs.services import EditionInput, SeriesInput
from crm.initiatives.forms import NAME_FIELDS, NamedForm, names_of
from crm.places.forms import PlaceField
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Day, Line, Prose, RecordChoice, Tick, Whole
from crm.web.listings import Column, Listing, Nothing, Reader, cells, coded
from crm.web.locale import language


class SeriesForm(NamedForm):
    place_id = PlaceField(_l("Place"), required=True)
    venue = Line(_l("Venue"))
    organiser = Line(_l("Organised by"))
    cycle = Choice(_l("How often"), table=rules.CYCLES)
    website = Line(_l("Website"), limit=300)
    about = Prose(_l("Facts"), limit=4000, description=_l("Its editions so far, and what is shown when."))
    next_edition = Line(_l("Next edition"))
    unconfirmed = Tick(_l("Not yet confirmed with the organiser"))
    source = Line(_l("Source"), limit=300)

    @classmethod
    def initial(cls, row: FairSeries) -> dict[str, Any]:
        return names_of(row.names) | {name: getattr(row, name) for name in PLAIN}

    def input(self) -> SeriesInput:
        """What the services take."""
        values = {name: value for name, value in self.values().items() if name not in NAME_FIELDS}
        return SeriesInput(names=self.names(), **values | {"cycle": values["cycle"] or ""})


def begun_with(known: KnownSeries) -> dict[str, Any]:
    """What the form of a new series begins with, for one that comes with the product."""
    return {field: known.names[tag] for field, tag in NAME_FIELDS.items()} | {
        "place_id": queries.place_of(known.place_code, user=me()), "venue": known.venue, "cycle": known.cycle,
        "about": known.facts, "next_edition": known.next_edition, "unconfirmed": known.unconfirmed,
        "source": known.source,
    }  # fmt: skip


class EditionForm(BaseForm):
    series_id = RecordChoice(_l("Fair series"), options=lambda: queries.series_options(user=me(), language=language()))
    number = Whole(_l("Number of the edition"), least=1, most=rules.MOST_EDITIONS)
    apply_by = Day(
        _l("Apply by"), description=_l("A task to apply in time is kept with the fair until we have applied.")
    )
    applied_on = Day(_l("Applied on"))
    not_applied = Tick(_l("We do not apply for this fair"))

    def input(self) -> EditionInput:
        """What the services take."""
        return EditionInput(**self.values())


def _name(line: SeriesLine, who: Reader) -> Markup:
    return cells.link(who.path("fairs.series", line.series.id), who.text(line.name, ""))


def _cycle(line: SeriesLine, who: Reader) -> str:
    return who.words(rules.CYCLES[line.series.cycle]) if line.series.cycle else ""


def _next(line: SeriesLine, who: Reader) -> Markup:
    told = [line.series.next_edition] if line.series.next_edition else []
    if line.series.unconfirmed:
        told.append(cells.chip(who.words(N_("Unconfirmed")), "warn"))
    return cells.joined(told) if told else cells.EMPTY


SERIES_LIST: Final = Listing(
    name="fair_series",
    title=N_("Fair series"),
    endpoint="fairs.all_series",
    permission=Permission.FAIRS_READ,
    columns=(
        Column("name", N_("Fair"), lambda line, _who: line.name, _name, sort="name", fixed=True, css="title"),
        Column("place", N_("Place"), lambda line, _who: line.place.text),
        Column("cycle", N_("How often"), _cycle),
        Column("next", N_("Next edition"), lambda line, _who: line.series.next_edition, _next),
        Column("editions", N_("Our editions"), lambda line, _who: line.editions or None, number=True),
        Column(
            "last", N_("Latest of them"), lambda line, _who: line.last_on,
            lambda line, who: cells.joined([who.day(line.last_on)]) if line.last_on else cells.EMPTY, css="fit",
        ),
    ),
    facets=(coded("cycle", N_("How often"), rules.CYCLES),),
    sorts=("name", "-name", "-changed"),
    wanted=queries.SeriesFilter,
    filtered=queries.filtered_series,
    rows=queries.series_lines,
    besides=lambda _asked, who: {"language": who.language},
    row_id=lambda line: line.series.id,
    row_name=lambda line: line.name,
    nothing=Nothing(
        N_("No fair series matches all of these filters."),
        N_("No fair series has been recorded yet"),
        N_("Record fairs that recur: their editions can then be compared."),
        (N_("Choose a known fair"), "fairs.known", Permission.FAIRS_WRITE),
    ),
    words=N_("Name"),
    each=EACH,
)  # fmt: skip
