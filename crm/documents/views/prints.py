"""Printed documents: the list, the page that prints, the progress of a printing, the preview in the browser."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.core import here
from crm.core.errors import NotVisible, Refused
from crm.core.languages import Language
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.documents import contents, queries, rules, services
from crm.documents.contents import Imprint
from crm.documents.forms import DOCUMENTS_LIST, PrintForm
from crm.documents.rules import PrintWish
from crm.documents.views.blueprint import bp
from crm.documents.views.words import texts_of
from crm.missions import queries as missions
from crm.missions.queries import Facts
from crm.office import queries as offices
from crm.pdf import fonts
from crm.privacy.forms import HandedForm
from crm.privacy.queries import Sharing
from crm.privacy.rules import PARTICIPATION
from crm.reports import queries as reports
from crm.travel import queries as travel
from crm.travel import rules as travel_rules
from crm.users import queries as users
from crm.web import listings
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/")
@requires(Permission.DOCUMENTS_READ)
def index() -> Response:
    sheet = listings.narrowed(DOCUMENTS_LIST)
    result = queries.documents(sheet.wanted, user=me(), cursor=sheet.asked.cursor)
    waiting = reports.waiting_for(me())
    return page("documents/index.html", block="results", sheet=sheet, result=result, waiting=waiting)


@bp.route("/missions/<int:id>", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_PRINT)
def mission(id: int) -> ResponseReturnValue:
    facts = missions.facts(id, user=me())
    kind = request.args.get("kind", rules.BRIEFING)
    if kind not in rules.KINDS:
        abort(404)
    written = reports.of_activity(id, user=me())
    reader = request.args.get("reader", "")
    form = PrintForm.of(
        kind, language=_read_by(reader, facts), restricted=travel.may_see(facts.activity, me()), facts=facts,
        earlier=queries.comparable(id, kind, user=me()), written=written, reader=reader,
    )  # fmt: skip
    if request.method == "GET" and (asked := request.args.get("lang")) in rules.LANGUAGES:
        form.language.data = asked
    off = fonts.unavailable()
    if form.validate_on_submit():
        with attempt(form):
            wish = form.wish(id, kind)
            _refuse_empty(wish)
            made = services.request(wish, by=me())
            return saved(url_for(".record", id=made.id), _("Printing has started."))
    earlier = queries.of_activity(id, user=me())
    return page(
        "documents/print.html", block="form", form=form, facts=facts, kind=kind, off=off, earlier=earlier,
        reports=written, action_form=None, menu_at="missions.index",
        gaps=_gaps(facts, kind, form, begun=bool(written)), sharing=_sharing(facts, kind, form),
        **_untold(facts, kind, form),
    )  # fmt: skip


def _sharing(facts: Facts, kind: str, form: PrintForm) -> Sharing | None:
    """How those whom the paper names stand to being named to its readers; None where it stays with our people."""
    audience, parts = form.audience.data or "", form.parts.data or ()
    try:
        wish = rules.wish(facts.activity.id, kind=kind, language=Language.EN, audience=audience, chosen=parts)
    except Refused:
        return None
    return queries.sharing(wish, facts.activity)


def _refuse_empty(wish: PrintWish) -> None:
    """Nothing is printed that would be empty. Refused with what is missing."""
    if wish.document.written:
        return
    content = contents.briefing(wish, user=me())
    if content.is_empty:
        missing = next(iter(contents.blanks(content)), Text("None of these parts has anything to print."))
        raise Refused(missing, "parts")


def _read_by(reader: str, facts: Facts) -> str:
    """The language that is chosen to begin with: hosts are handed a pack in theirs."""
    theirs = missions.local_language(facts.activity.place.country)
    return theirs if reader == "host" and theirs in rules.LANGUAGES else language()


@bp.get("/missions/<int:id>/outlook")
@requires(Permission.DOCUMENTS_PRINT)
def outlook(id: int) -> Response:
    """How many pages the choice in the address will have, and what of it changed since the reader last printed it."""
    args = request.args
    wish = _wished(id, args.get("language", language()), args.getlist("visits"), args.get("second", ""))
    found = contents.outlook(wish, user=me())
    last = reports.latest(id, wish.language, user=me()) if wish.document.written else None
    return page(
        "documents/outlook.html", block="outlook", activity=activities.one(id, user=me()), found=found, last=last,
        written=queries.written(wish, user=me()),
    )  # fmt: skip


def _wished(id: int, written: str, visits: Sequence[str] = (), second: str = "") -> PrintWish:
    """The wish in the address; an unknown code is no page."""
    args = request.args
    layout = rules.Layout(
        second, tuple(int(item) for item in visits if item.isdecimal() and len(item) < 10),
        single=bool(args.get("single")), thousands="thousands" in (args.get("unit"), args.get("thousands")),
    )  # fmt: skip
    try:
        return rules.wish(
            id, kind=args.get("kind", rules.BRIEFING), language=written, audience=args.get("audience", ""),
            chosen=args.getlist("parts"), layout=layout,
        )  # fmt: skip
    except Refused:
        abort(404)


def _gaps(facts: Facts, kind: str, form: PrintForm, *, begun: bool) -> tuple[list[Text], list[Text]]:
    """What is missing before printing: of the mission, as its page counts it; and of the paper, which is what the
    office lacks and what the ticked parts do in their widest edition. What a report that was begun lacks stands on its
    own page."""
    own = offices.current().gaps([form.language.data] if form.language.data else [])
    if rules.DOCUMENTS[kind].written:
        name = "" if begun else queries.postless(facts.activity, "")
        return [], [*own, *([contents.no_post(name)] if name else [])]
    of_mission = [gap.text for gap in missions.whole(facts, user=me()).mendable()]
    ticked = [part for part in form.parts.data or () if part in form.parts.table]
    if not ticked:
        return of_mission, own
    wish = rules.wish(facts.activity.id, kind=kind, language=form.language.data or language(), chosen=ticked)
    empty = contents.blanks(contents.briefing(wish, user=me(), facts=facts), but=("emergency",))
    return of_mission, [*own, *empty]


@bp.get("/missions/<int:id>/untold")
@requires(Permission.DOCUMENTS_PRINT)
def untold(id: int) -> Response:
    """What of the choice in the address stands in another language than the document's: asked for as one chooses."""
    facts, kind, args = missions.facts(id, user=me()), request.args.get("kind", rules.BRIEFING), request.args
    if kind not in rules.KINDS:
        abort(404)
    form = PrintForm.of(
        kind, language=args.get("language", language()), facts=facts, reader=args.get("audience", ""),
        restricted=travel.may_see(facts.activity, me()),
    )  # fmt: skip
    form.parts.data = args.getlist("parts") or form.parts.data
    form.language.data = args.get("language", form.language.data)
    if "second" in form:
        form.second.data = args.get("second", "")
    return page(
        "documents/untold.html", block="untold", form=form, kind=kind, activity=facts.activity,
        **_untold(facts, kind, form),
    )  # fmt: skip


def _untold(facts: Facts, kind: str, form: PrintForm) -> dict[str, Any]:
    """What would stand in another language than the document, or than the second one beside it, of each."""
    ticked = [part for part in form.parts.data or () if part in form.parts.table]
    languages = [form.language.data or language()]
    if "second" in form and form.second.data in rules.LANGUAGES:
        languages.append(form.second.data)
    found = [_untold_in(each, facts, kind, form.audience.data or "", ticked) for each in dict.fromkeys(languages)]
    return {"untold": found, "ticked": ticked, "travel_labels": travel_rules.LABELS}


def _untold_in(written: str, facts: Facts, kind: str, audience: str, ticked: Sequence[str]) -> dict[str, Any]:
    """The texts that are in another language; what is sealed of them apart."""
    found: dict[str, Any] = {"spoken": written, "foreign": [], "nameless": [], "guessed": [], "sealed": []}
    try:
        wish = rules.wish(facts.activity.id, kind=kind, language=written, audience=audience, chosen=ticked)
    except Refused:
        return found
    if wish.has("travel"):
        found["sealed"] = travel.gaps_in(travel.going(travel.sheets(facts.activity)), wish.language)
    wish = wish.unrestricted()
    if not wish.parts:
        return found
    content = contents.filled(wish, user=me())
    items = [entry.item for entry in facts.entries]
    guessed = missions.guessed_letters(facts.activity, items) if written != Language.JA else []
    told = {"foreign": list(texts_of(content).met), "nameless": contents.nameless(content), "guessed": guessed}
    return found | told


@bp.get("/missions/<int:id>/preview")
@requires(Permission.DOCUMENTS_PRINT)
def preview(id: int) -> Response:
    activity, wish = activities.one(id, user=me()), _asked(id)
    content = contents.filled(wish, user=me())
    edition = queries.next_edition(id, wish.kind, wish.language, wish.audience)
    usual = Imprint(queries.number_of(activity, wish, edition), edition, here.today(), users.name_of(me().id))
    imprint = contents.own_imprint(content, usual)
    sheets = [url_for("static", filename=f"css/{sheet}.css") for sheet in contents.PREVIEW_SHEETS]
    return make_response(contents.bare_html(content, imprint, sheets=sheets))


def _asked(id: int) -> PrintWish:
    """The wish in the address of a preview. Travel details are printed, never previewed."""
    return _wished(id, request.args.get("lang", language())).unrestricted()


@bp.get("/<int:id>")
@requires(Permission.DOCUMENTS_READ)
def record(id: int) -> Response:
    edition = queries.one(id, user=me())
    leaves = edition.document.file is not None and services.asked(edition.document).leaves
    return page("documents/record.html", block="progress", edition=edition, leaves=leaves)


@bp.route("/<int:id>/handed", methods=["GET", "POST"])
@requires(Permission.PRIVACY_LOG)
def handed(id: int) -> ResponseReturnValue:
    """Note to whom an edition was handed that leaves the house."""
    document = queries.one(id, user=me()).document
    activity = activities.one(document.activity_id, user=me())
    sharing = queries.sharing(services.asked(document), activity)
    if sharing is None or document.file is None:
        raise NotVisible
    form = HandedForm(data={"country": activity.place.country, "basis": PARTICIPATION})
    if form.validate_on_submit():
        with attempt(form):
            services.hand(document, sharing, form.values(), by=me())
            return saved(url_for(".record", id=id), _("Noted."))
    return page("documents/handed.html", form=form, document=queries.one(id, user=me()).document, sharing=sharing)


@bp.get("/panels/activity/<int:id>")
@requires(Permission.DOCUMENTS_READ)
def activity_panel(id: int) -> Response:
    editions = queries.of_activity(id, user=me())
    written = reports.of_activity(id, user=me())
    final = next((each for each in written if each.status == "approved"), None)
    return page(
        "documents/panel.html", block="panel", editions=editions, activity_id=id, reports=written,
        action_form=ActionForm(), due=reports.due(id, user=me()), today=here.today(),
        since_approval=queries.changed_since_approval(final) if final is not None else (), report=final,
        since_labels=rules.SINCE_APPROVAL,
    )  # fmt: skip
