"""Reading fairs: series and their editions, the booths of a fair, what belongs to a booth."""

from crm.fairs.queries.booths import (
    booth,
    booth_labels,
    booth_options,
    booths_of,
    called,
    fair,
    has_booths,
    is_booth_of,
    visible_booths,
)
from crm.fairs.queries.parts import exhibited, exhibitor_of, goods_of, meeting_shifts, part, parts
from crm.fairs.queries.series import (
    SERIES_NAMED,
    KnownSeries,
    SeriesFilter,
    SeriesLine,
    edition,
    edition_before,
    editions,
    filtered_series,
    is_another,
    kept_already,
    known_series,
    place_of,
    series,
    series_called,
    series_lines,
    series_options,
    visible_series,
)
