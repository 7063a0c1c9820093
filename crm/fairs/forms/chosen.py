"""What can be done to many series of fairs, and what is asked for before."""

from dataclasses import fields
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.fairs import queries, rules, services
from crm.fairs.models import FairSeries
from crm.fairs.services import SeriesInput
from crm.lists.forms import change_act, each_of
from crm.web.forms import Choice
from crm.web.listings import BulkForm
from crm.web.locale import language

#: What a series says besides its names.
PLAIN: Final = tuple(field.name for field in fields(SeriesInput) if field.name != "names")


class CycleForm(BulkForm):
    cycle = Choice(_l("How often"), table=rules.CYCLES, required=True)


def _sheet(row: FairSeries) -> SeriesInput:
    told = {name: getattr(row, name) for name in PLAIN}
    return SeriesInput(names={each.language: each.text for each in row.names}, **told)


EACH: Final = each_of(
    FairSeries,
    Permission.FAIRS_WRITE,
    queries.series,
    rules.SERIES_ARCHIVED,
    rules.SERIES_RESTORED,
    acts=(
        change_act(
            "cycle", N_("How often"), Permission.FAIRS_WRITE, CycleForm, _sheet, services.change_series,
            columns=("cycle",),
        ),
    ),
    named=lambda row: queries.series_called(row, language())[0],
)  # fmt: skip
