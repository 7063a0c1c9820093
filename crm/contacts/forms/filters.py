"""The filters of the two lists, read from the address."""

from werkzeug.datastructures import MultiDict

from crm.contacts import rules
from crm.contacts.queries import OrganisationFilter, PersonFilter
from crm.core.cleaning import search_words
from crm.core.languages import LANGUAGE_LABELS
from crm.places.rules import COUNTRIES


def person_filter(args: "MultiDict[str, str]") -> PersonFilter:
    """The filter in the address; what is unknown there is ignored."""
    told = args.get("do_not_contact")
    return PersonFilter(
        q=search_words(args.get("q", "")),
        places=_ids(args, "place"),
        roles=_codes(args, "role", rules.ORGANISATION_ROLES),
        languages=_codes(args, "language", LANGUAGE_LABELS),
        do_not_contact={"yes": True, "no": False}.get(told or ""),
        no_reading=args.get("no_reading") == "yes",
        descending=args.get("sort") == "-name",
    )


def organisation_filter(args: "MultiDict[str, str]") -> OrganisationFilter:
    """The filter in the address; what is unknown there is ignored."""
    status = args.get("status", "")
    return OrganisationFilter(
        q=search_words(args.get("q", "")),
        roles=_codes(args, "role", rules.ORGANISATION_ROLES),
        countries=_codes(args, "country", COUNTRIES),
        places=_ids(args, "place"),
        status=status if status in rules.ORGANISATION_STATUSES else "",
        descending=args.get("sort") == "-name",
    )


def _ids(args: "MultiDict[str, str]", name: str) -> tuple[int, ...]:
    return tuple(int(v) for v in args.getlist(name) if v.isascii() and v.isdigit() and len(v) < 10)


def _codes(args: "MultiDict[str, str]", name: str, table: dict[str, str]) -> tuple[str, ...]:
    return tuple(v for v in args.getlist(name) if v in table)
