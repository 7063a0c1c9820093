"""Reading places with their tiers, public holidays and exchange rates."""

from crm.places.queries.borders import (
    CallNumber,
    Calls,
    calls_at,
    calls_in,
    emergency_at,
    emergency_contact,
    emergency_contacts,
    entering,
    entry_rule,
    entry_rules,
)
from crm.places.queries.days import (
    calendar_import,
    calendar_imports,
    holiday,
    holiday_name,
    holiday_years,
    holidays,
    without_moved_days,
)
from crm.places.queries.facts import Fact, fact_path, facts, find_facts, kept, towns_in
from crm.places.queries.places import (
    ENDINGS,
    SHORTEST,
    PlaceFilter,
    ancestors,
    by_ids,
    called,
    checked,
    children,
    countries_known,
    country_of,
    display_name,
    holding,
    lineages,
    listed,
    named,
    named_in,
    named_so,
    one,
    options,
    own_data,
    places,
    said_by,
    shows_guess,
    tier_on,
    tiers_of,
    visible_to,
    within,
    zone_of,
)
from crm.places.queries.rates import Rate, fx_rate, rate, rates, rates_of, rates_over_time
from crm.places.queries.seats import seat, seat_of
from crm.places.queries.spoken import in_han
from crm.places.queries.working import office_country, office_days, our_days, their_days
