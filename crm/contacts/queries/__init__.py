"""Reading organisations and people: how they are shown, listed, found, and which may be the same."""

from crm.contacts.queries.candidates import Candidate, OrganisationCandidate, candidates, organisation_candidates
from crm.contacts.queries.display import (
    alt_names,
    current_affiliation,
    current_title,
    display_name,
    has_reading,
    own_name,
    snapshot_name,
    title_of,
)
from crm.contacts.queries.lists import (
    OrganisationFilter,
    OwnCondition,
    PersonFilter,
    filtered_organisations,
    filtered_people,
    organisations,
    people,
)
from crm.contacts.queries.organisations import (
    country_of,
    current_roles,
    organisation,
    organisation_is_visible,
    organisation_names,
    organisation_options,
    people_of,
    visible_organisations,
)
from crm.contacts.queries.people import (
    PersonRow,
    person,
    person_is_visible,
    person_options,
    visible_people,
)
from crm.contacts.queries.relations import RelationLine, parents_above, relation, relations_of, same_relation
from crm.contacts.queries.sorting import SORT_ORDERS, sort_column

__all__ = [
    "SORT_ORDERS",
    "Candidate",
    "OrganisationCandidate",
    "OrganisationFilter",
    "OwnCondition",
    "PersonFilter",
    "PersonRow",
    "RelationLine",
    "alt_names",
    "candidates",
    "country_of",
    "current_affiliation",
    "current_roles",
    "current_title",
    "display_name",
    "filtered_organisations",
    "filtered_people",
    "has_reading",
    "organisation",
    "organisation_candidates",
    "organisation_is_visible",
    "organisation_names",
    "organisation_options",
    "organisations",
    "own_name",
    "people",
    "parents_above",
    "people_of",
    "person",
    "person_is_visible",
    "person_options",
    "relation",
    "relations_of",
    "same_relation",
    "snapshot_name",
    "sort_column",
    "title_of",
    "visible_organisations",
    "visible_people",
]
