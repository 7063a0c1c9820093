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
from crm.contacts.queries.organisations import (
    OrganisationFilter,
    OrganisationRow,
    country_of,
    current_roles,
    organisation,
    organisation_options,
    organisations,
    people_of,
    visible_organisations,
)
from crm.contacts.queries.people import (
    PersonFilter,
    PersonRow,
    people,
    person,
    person_options,
    visible_people,
)

__all__ = [
    "Candidate",
    "OrganisationCandidate",
    "OrganisationFilter",
    "OrganisationRow",
    "PersonFilter",
    "PersonRow",
    "alt_names",
    "candidates",
    "country_of",
    "current_affiliation",
    "current_roles",
    "current_title",
    "display_name",
    "has_reading",
    "organisation",
    "organisation_candidates",
    "organisation_options",
    "organisations",
    "own_name",
    "people",
    "people_of",
    "person",
    "person_options",
    "snapshot_name",
    "title_of",
    "visible_organisations",
    "visible_people",
]
