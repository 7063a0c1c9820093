"""Reading market access: `records` (the rules themselves), `judging` (what holds for goods in a country on a day)."""

from crm.access.queries.judging import Judged, barred_among, facts, judged, may_be_prohibited
from crm.access.queries.records import (
    LOADED,
    Filter,
    RuleLine,
    bar_told,
    barred_by,
    called,
    countries,
    filtered,
    line,
    lines,
    one,
    regions_used,
    rule_names,
    said,
    visible_to,
    worded,
    words_of,
)
