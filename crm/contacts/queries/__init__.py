"""Reading organisations and people: how they are shown, listed, found, and which may be the same."""

from crm.contacts.queries.candidates import (
    Candidate,
    OrganisationCandidate,
    Sought,
    candidates,
    likeness,
    namesakes,
    organisation_candidates,
)
from crm.contacts.queries.display import (
    addressed,
    alt_names,
    current_affiliation,
    current_title,
    display_name,
    face,
    gloss,
    has_reading,
    listed_forms,
    own_name,
    read_as,
    snapshot_name,
    title_of,
)
from crm.contacts.queries.lines import listed_organisations, listed_people
from crm.contacts.queries.lists import (
    OrganisationFilter,
    PersonFilter,
    filtered_organisations,
    filtered_people,
    organisations,
    people,
)
from crm.contacts.queries.organisations import (
    countries,
    countries_of,
    country_of,
    first_without_place,
    is_called,
    listed_names,
    organisation,
    organisation_names,
    organisations_called,
    people_of,
    visible_organisations,
)
from crm.contacts.queries.ours import by_own_name, colleagues, our_organisation_id, our_place_id, own_post, posts_held
from crm.contacts.queries.people import (
    erased_count,
    is_erased,
    person,
    person_names,
    person_options,
    shown_names,
    survivor_id,
    survivors,
    visible_people,
)
from crm.contacts.queries.portraits import all_portraits, portrait, portraits, removed_portrait
from crm.contacts.queries.relations import parents_above, relation, relations_of, same_relation
from crm.contacts.queries.shown import current_roles, organisation_shown
from crm.contacts.queries.titles import both_named, may_name_two
from crm.contacts.queries.tree import tree_of
from crm.contacts.queries.written import (
    addressed_in,
    beside,
    by_sound,
    called_by,
    in_hangul,
    is_guess,
    is_our_office,
    kept,
    nameless,
    one_form,
    sounds_elsewhere,
    spoken,
    told,
    written,
)
