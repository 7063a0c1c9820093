"""Reading what people consented to, and what was given of them to whom."""

from crm.privacy.queries.consents import (
    codes,
    country_of,
    country_of_id,
    from_captures,
    history,
    numbers,
    photographed,
    record,
    silent,
    standing,
    standings,
    ticked,
    titles,
)
from crm.privacy.queries.missions import Sharing, at_tables, concerned, scope_towards, sharing, waiting
from crm.privacy.queries.provisions import (
    HeldBack,
    ProvisionFilter,
    already_given,
    concerned_by,
    filtered,
    grounds_of,
    held,
    of_person,
    people_of,
    provision,
    provisions,
    stands_to,
)
