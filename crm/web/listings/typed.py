"""Names typed into the filters of a list: looked up once, after that the address says the record's number."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.core.conditions import OWN
from crm.web.forms import Sent
from crm.web.forms.picks import TYPED
from crm.web.listings.asked import Asked
from crm.web.listings.declared import Listing
from crm.web.listings.reader import Reader
from crm.web.locale import language, zone


def typed_names(listing: Listing) -> dict[str, Sent]:
    """{filter: who is meant} of the filters of which the address says a name; {} nearly always."""
    own = listing.own(Reader(language(), zone())).facets if any(name.startswith(OWN) for name in request.args) else ()
    return {
        facet.code: Sent.of(facet.source, facet.code, request.args)
        for facet in (*listing.facets, *own)
        if facet.source is not None and facet.code + TYPED in request.args
    }


def settled(listing: Listing, asked: Asked, names: Mapping[str, Sent]) -> ResponseReturnValue:
    """To the list with the records that are meant; where that is not clear, to the filters, which say so."""
    if any(sent.fault for sent in names.values()):
        there = url_for("lists.adjust", name=listing.name, part="filters")
        return redirect(f"{there}?{urlencode(list(request.args.items(multi=True)))}")
    known = [(code, str(sent.id)) for code, sent in names.items() if sent.id is not None]
    query = asked.query(*known, without=names)
    return redirect(f"{url_for(listing.endpoint)}?{query or 'view=none'}")
