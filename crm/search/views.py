"""The search page, and the palette's list, which is the same in short."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit.rules import words
from crm.core.cleaning import search_words, whole
from crm.core.errors import NoPage
from crm.core.folding import search_key
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.lookup.rules import number_keys
from crm.lookup.rules import words as words_of
from crm.search import queries
from crm.search.queries import Field, Hit, ResultGroup
from crm.web.access import can, me, requires
from crm.web.forms import naming, translate
from crm.web.locale import language
from crm.web.pages import page
from crm.web.records import kinds, record_url

bp = Blueprint("search", __name__, url_prefix="/search")

IN_PALETTE: Final = 3
ON_PAGE: Final = 5
PAGE_SIZE: Final = 50
DEEPEST: Final = 20


@dataclass(frozen=True)
class Action:
    """Something to do with what was found."""

    label: str
    url: str


@bp.context_processor
def frame() -> dict[str, Any]:
    """How the templates name a kind and lead to a record."""
    return {"kinds": kinds(), "hit_url": _hit_url, "field_word": _field_word}


def _field_word(field: Field) -> str:
    """What a field is called: as the form of its kind calls it, else as the log does."""
    if field.label:
        return translate(field.label)
    capability = kinds()[field.table].model.__module__.split(".")[1]
    if (found := naming.label(field.column, capability)) is not None:
        return found
    known = words.COLUMNS_OF.get((field.table, field.column)) or words.COLUMNS.get(field.column)
    return translate(known) if known else naming.label(field.column) or field.column


def _hit_url(hit: Hit) -> str:
    if hit.record_type == "tags":  # a tag has no page of its own: its line leads to what carries it
        return url_for("tags.index", _anchor=f"tag-{hit.id}")
    return record_url(hit.record_type, hit.id)


@bp.get("/")
@requires(Permission.SEARCH_READ)
def index() -> ResponseReturnValue:
    typed, kind = search_words(request.args.get("q", "")), request.args.get("kind", "")
    if kind in queries.FACES and typed:
        return _one_kind(typed, kind)
    found = queries.groups(typed, user=me(), language=language(), each=ON_PAGE) if typed else []
    recent = [] if typed else queries.recent(user=me(), language=language())
    actions = _actions(found, typed)
    return page("search/index.html", typed=typed, kind="", groups=found, recent=recent, actions=actions, at=1)


def _one_kind(typed: str, kind: str) -> ResponseReturnValue:
    at = whole(request.args.get("page", "1")) or 0
    if not 1 <= at <= DEEPEST:
        raise NoPage
    start = (at - 1) * PAGE_SIZE
    found = queries.of_kind(typed, kind, user=me(), language=language(), start=start, size=PAGE_SIZE)
    if at > 1 and not (found and found.hits):  # fewer are left than when the address was kept
        raise NoPage
    groups = [found] if found else []
    return page("search/index.html", typed=typed, kind=kind, groups=groups, recent=[], actions=[], at=at)


@bp.get("/palette")
@requires(Permission.SEARCH_READ)
def palette() -> str:
    typed = search_words(request.args.get("q", ""))
    found = queries.groups(typed, user=me(), language=language(), each=IN_PALETTE, counted=False) if typed else []
    recent = [] if typed else queries.recent(user=me(), language=language())
    actions = _actions(found, typed)
    return render_template("search/_palette.html", typed=typed, groups=found, recent=recent, actions=actions)


def _actions(found: Sequence[ResultGroup], typed: str) -> list[Action]:
    """What can be done with the best organisation and the best mission; with a name that nobody has, recording it."""
    best = {group.record_type: group.hits[0] for group in found if group.hits}
    actions = []
    if (firm := best.get("organisations")) is not None:
        name = firm.names[0].text
        if can(Permission.MEETINGS_WRITE):
            url = url_for("meetings.new", organisation_id=firm.id)
            actions.append(Action(_("New meeting with %(name)s", name=name), url))
        if can(Permission.NEGOTIATIONS_WRITE):
            url = url_for("negotiations.new", organisation=firm.id)
            actions.append(Action(_("New negotiation with %(name)s", name=name), url))
    if (mission := best.get("activities")) is not None:
        name = mission.names[0].text
        if can(Permission.LEADS_READ):
            actions.append(Action(_("Leads of %(name)s", name=name), url_for("leads.index", activity=mission.id)))
        if can(Permission.DOCUMENTS_PRINT):
            label = _("Print the briefing pack of %(name)s", name=name)
            actions.append(Action(label, url_for("documents.mission", id=mission.id)))
    actions += _pages(typed)
    return actions if found or not typed else [*actions, *_recording(typed)]


#: Pages that stand in no menu of a role, and are found by a word of what they are called.
PAGES: Final = (
    (N_("Places: what we did there"), "insights.places_list", (Permission.INSIGHTS_READ, Permission.PLACES_READ)),
    (N_("Two places side by side"), "insights.places_compared", (Permission.INSIGHTS_READ, Permission.PLACES_READ)),
    (N_("Map of the places"), "missions.places_map", (Permission.MISSIONS_READ,)),
)


def _pages(typed: str) -> list[Action]:
    """Those that the reader may open and whose name holds what was typed, in their language or in English."""
    key = search_key(typed)
    if len(key) < 2:
        return []
    return [
        Action(translate(label), url_for(endpoint))
        for label, endpoint, needed in PAGES
        if all(can(each) for each in needed) and any(key in search_key(name) for name in (label, translate(label)))
    ]


def _recording(typed: str) -> list[Action]:
    if not can(Permission.CONTACTS_WRITE) or not words_of(typed):  # signs alone are no name
        return []
    if "@" in typed or number_keys(typed):
        return [Action(_("New person with %(contact)s", contact=typed), url_for("contacts.new_person", contact=typed))]
    return [
        Action(_("New person: %(name)s", name=typed), url_for("contacts.new_person", full=typed)),
        Action(_("New organisation: %(name)s", name=typed), url_for("contacts.new_organisation", text=typed)),
    ]
