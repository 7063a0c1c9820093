"""Papers printed at once: call for participants, delegation list, badges, name tents, application form."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from flask import Blueprint, Response, abort, current_app, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.activities.models import Activity
from crm.config import Settings
from crm.contacts import queries as contacts
from crm.core import here
from crm.core.database import db, reading
from crm.core.errors import NotVisible, Refused
from crm.core.languages import LANGUAGE_LABELS, Language
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.documents.forms import WordsForm
from crm.handouts import contents, queries, rules, services
from crm.handouts.forms import CallForm, PaperForm
from crm.missions import queries as missions
from crm.office import queries as offices
from crm.pdf import fonts
from crm.places.forms import keep_rates
from crm.privacy import services as privacy
from crm.web.access import me, requires
from crm.web.forms import BaseForm
from crm.web.locale import language as reader_language
from crm.web.pages import attempt, page, saved
from crm.wordings import queries as wordings

bp = Blueprint("handouts", __name__, url_prefix="/handouts")


@bp.get("/missions/<int:id>")
@requires(Permission.DOCUMENTS_PRINT)
def mission(id: int) -> Response:
    activity = activities.one(id, user=me())
    spoken = _spoken(activity)
    number, is_planned = len(queries.delegates(activity, spoken)), queries.is_planned(activity)
    hindrances = {kind: rules.hindrance(kind, delegates=number, is_planned=is_planned) for kind in rules.KINDS}
    form = PaperForm.of(activity, formdata=None, data={"language": request.args.get("language", "")})
    return page(
        "handouts/mission.html", number=number, form=form, rules=rules, off=fonts.unavailable(),
        hindrances=hindrances, sharings={kind: queries.sharing(kind, activity) for kind in rules.KINDS},
        **_untold(activity, _spoken(activity)),
    )  # fmt: skip


@bp.post("/missions/<int:id>/<any(call, list, badges, tents, form, programme):kind>")
@requires(Permission.DOCUMENTS_PRINT)
def paper(id: int, kind: str) -> ResponseReturnValue:
    form = PaperForm.of(_mission(id, kind))
    if not form.validate():
        abort(400)
    company = form.organisation_id.data
    with reading():
        activity = activities.one(id, user=me())
        language = form.language.data or queries.usual_language(kind, activity, company)
        if (sharing := queries.sharing(kind, activity)) is not None:
            privacy.check_paper(sharing)
        content = _content(kind, activity, language, company)
        tighter = contents.TIGHTER if kind in (rules.CALL, rules.FORM) else ""
        printed = contents.pdf(contents.html(kind, activity, language, **content), language, tighter=tighter)
    activity = activities.one(id, user=me())
    if kind == rules.CALL and (day := content["call"].issued_on(here.today())) is not None:
        activities_services.issue_call(activity, on=day, by=me())
    file = (contents.file_name(kind, activity, language), printed)
    readers = [name for id, name in queries.companies(activity) if company in (None, id)]
    services.note(kind, activity, queries.sharing(kind, activity), file=file, companies=readers, by=me())
    db.session.commit()
    return _pdf(printed, kind, activity, language)


def _mission(id: int, kind: str) -> Activity:
    """The mission for a paper of a kind; NotVisible where missions of its direction have none."""
    activity = activities.one(id, user=me())
    if kind not in rules.kinds_for(activity.direction):
        raise NotVisible
    return activity


def _content(kind: str, activity: Activity, language: str, company: int | None) -> dict[str, Any]:
    delegates = len(queries.delegates(activity, language))
    hindrance = rules.hindrance(kind, delegates=delegates, is_planned=queries.is_planned(activity))
    if hindrance is not None:
        raise Refused(hindrance)
    told = contents.told(kind, activity, language, user=me(), company=company, address=_address())
    if kind == rules.PROGRAMME and not told["programmes"]:
        raise Refused(Text("Nobody in the delegation represents a company."))
    return told


def _address() -> str:
    """Where one applies after a call; "" while no public address is set."""
    settings: Settings = current_app.extensions["settings"]
    return urljoin(settings.public_url, url_for("applications.enter")) if settings.public_url else ""


@bp.get("/missions/<int:id>/untold")
@requires(Permission.DOCUMENTS_PRINT)
def untold(id: int) -> Response:
    """What of the papers stands in another language than the chosen one: asked for as one chooses."""
    activity = activities.one(id, user=me())
    return page("handouts/untold.html", block="untold", **_untold(activity, _spoken(activity)))


def _untold(activity: Activity, spoken: str, about: str | None = None) -> dict[str, Any]:
    about = about or _about()
    found = contents.untold([about] if about else rules.ABOUT_DELEGATES, activity, spoken, user=me())
    untitled = any(part.title_snapshot in found.met for part in activity.participants)
    return {
        "activity": activity, "spoken": spoken, "about": about, "foreign": list(found.met.values()),
        "guessed": [] if about == rules.CALL else missions.guessed_letters(activity, []),
        "unlettered": [] if about == rules.CALL or spoken != Language.EN else missions.without_letters(activity, []),
        "nameless": [] if about == rules.CALL else queries.nameless(activity, spoken),
        "untitled": untitled, "languages_of": LANGUAGE_LABELS,
    }  # fmt: skip


def _about() -> str | None:
    """The paper in the address that the texts are asked for; None for those about delegates."""
    return rules.CALL if request.args.get("kind") == rules.CALL else None


def _spoken(activity: Activity) -> str:
    """The language in the address; the hosts' where it names none."""
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGE_LABELS else rules.host_language(activity.place.country)


@bp.route("/missions/<int:id>/words", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_PRINT)
def words(id: int) -> ResponseReturnValue:
    """What the texts of the papers say in the language of the address."""
    activity = activities.one(id, user=me())
    spoken = _spoken(activity)
    about = _about()
    found = contents.untold([about] if about else rules.ABOUT_DELEGATES, activity, spoken, user=me())
    form = WordsForm.of(found, wordings.of_texts([*map(wordings.digest_of, found.used)], spoken))
    back = url_for(".call", id=id) if about else url_for(".mission", id=id, language=spoken)
    if form.validate_on_submit():
        with attempt(form):
            form.keep(by=me())
            return saved(back, _("Saved."))
    activity = activities.one(id, user=me())
    return page(
        "handouts/words.html", form=form, activity=activity, spoken=spoken, back=back, languages_of=LANGUAGE_LABELS
    )


@bp.get("/missions/<int:id>/call")
@requires(Permission.DOCUMENTS_PRINT)
def call(id: int) -> Response:
    """What the call says, to be read before it is printed."""
    activity = _mission(id, rules.CALL)
    form = PaperForm(formdata=None, data={"language": reader_language()})
    return _call("call_shown", _untold(activity, reader_language(), rules.CALL), form)


@bp.route("/missions/<int:id>/call/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def edit_call(id: int) -> ResponseReturnValue:
    activity = _mission(id, rules.CALL)
    form = CallForm.editing(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            keep_rates(form, by=me())
            activities_services.write_call(activity, form.input(), by=me())
            return saved(url_for(".call", id=id), _("Call for participants saved."))
    return _call("call_form", {"activity": activities.one(id, user=me())}, form)


def _call(template: str, told: Mapping[str, Any], form: BaseForm) -> Response:
    """`told` has the activity, and what else its template needs."""
    call, office = queries.call(told["activity"], reader_language(), user=me()), offices.current()
    return page(
        f"handouts/{template}.html", call=call, form=form, office=office, off=fonts.unavailable(),
        doubts=call.doubts(told["activity"], here.today(), _address()),
        by_sound=lambda form: contacts.by_sound(form, reader_language()), **told,
    )  # fmt: skip


@bp.post("/applications/<int:id>")
@requires(Permission.APPLICATIONS_READ)
def application(id: int) -> ResponseReturnValue:
    with reading():
        filled = queries.application(id, user=me())
        language = filled.application.language
        document = contents.html(
            rules.FORM, filled.activity, language, filled=filled.application, details=filled.details
        )
        printed = contents.pdf(document, language, tighter=contents.TIGHTER)
    filled = queries.application(id, user=me())
    services.note_form(filled, by=me())
    db.session.commit()
    return _pdf(printed, rules.FORM, filled.activity, language)


def _pdf(printed: bytes, kind: str, activity: Activity, language: str) -> Response:
    name = contents.file_name(kind, activity, language)
    return send_file(BytesIO(printed), mimetype="application/pdf", download_name=name)
