"""Places as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.places import queries
from crm.places.models import Place

PLACE = Kind(
    Place,
    queries.visible_to,
    noun=N_("Place"),
    plural=N_("Places"),
    page="places.record",
    has_tasks=True,
    names=lambda ids, language: {
        id: queries.display_name(place, language).text for id, place in queries.by_ids(ids).items()
    },
)
