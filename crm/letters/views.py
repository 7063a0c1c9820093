"""Letters of a mission: written, previewed, corrected, taken as PDF or Word, sent; and the texts they begin with."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, make_response, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities.models import Activity
from crm.audit import services as audit
from crm.contacts import queries as contacts
from crm.core import clock
from crm.core.database import db, reading
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Permission
from crm.letters import contents, queries, rules, services
from crm.letters.forms import (
    ImprintForm,
    LetterForm,
    NewLetterForm,
    PassportsForm,
    SentForm,
    TemplateForm,
    new_letter_form,
)
from crm.letters.models import Letter
from crm.letters.services import SittingInput
from crm.missions import queries as missions
from crm.missions.queries import Facts
from crm.office import queries as offices
from crm.pdf.render import RenderFailed
from crm.travel import queries as travel
from crm.travel import services as travel_services
from crm.travel.queries import TravelSheet
from crm.users import queries as users
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.guards import row_id
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved

bp = Blueprint("letters", __name__, url_prefix="/letters")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.context_processor
def tables() -> dict[str, Any]:
    """The tables of codes, for every template of the capability."""
    return {"rules": rules}


def _imprint(facts: Facts, kind: str) -> dict[str, Any]:
    """What a form about letters of a kind of a mission begins with."""
    leader, office = facts.activity.leader, offices.current()
    head = "　".join(filter(None, (office.head_title(), office.head_name))) if office.head_name else ""
    return {
        "dated_on": None if _comes_late(facts.activity, kind) else clock.today(zone()),
        "sender": head or (leader.display_name if leader is not None else ""),
        "number": queries.number_for(facts.activity, clock.today(zone()), kind),
    }


def _comes_late(activity: Activity, kind: str) -> bool:
    """Whether a letter of a kind would be refused under the date of today: which one it had, only its writer knows."""
    today = clock.today(zone())
    return rules.too_late(kind, status=activity.status, ends=activity.end_on, dated_on=today) is not None


def _imprinted(facts: Facts, form: ImprintForm, kind: str, language: str = "") -> SittingInput:
    """What was typed; a number that stayed as it was proposed for today is that of the letter's own date."""
    made = form.imprint(language)
    if made.number != queries.number_for(facts.activity, clock.today(zone()), kind):
        return made
    return replace(made, number=queries.number_for(facts.activity, made.dated_on, kind), proposed=True)


# ------------------------------------------------------------------ of a mission


@bp.get("/missions/<int:id>")
@requires(Permission.LETTERS_READ)
def mission(id: int) -> Response:
    facts = missions.facts(id, user=me())
    left = queries.unthanked(facts)
    return page(
        "letters/mission.html", facts=facts, activity=facts.activity, letters=queries.of_activity(id, user=me()),
        left=len(left), form=ImprintForm(data=_imprint(facts, rules.THANKS)),
        sees_travel=travel.may_see(facts.activity, me()),
    )  # fmt: skip


@bp.route("/missions/<int:id>/new", methods=["GET", "POST"])
@requires(Permission.LETTERS_WRITE)
def new(id: int) -> ResponseReturnValue:
    facts = missions.facts(id, user=me())
    asked = request.form.get("kind") or request.args.get("kind", "")
    kinds = rules.kinds_for(facts.activity.direction)
    kind = asked if asked in kinds else next(iter(kinds))
    people, bodies = queries.recipients(facts, kind), queries.nobody_known(facts, kind)
    asked_for = {"kind": kind, "person_id": request.args.get("person_id", type=row_id)}
    form = new_letter_form(people, bodies, facts.activity.direction, data=_imprint(facts, kind) | asked_for)
    if form.validate_on_submit():
        with attempt(form):
            letter = _written(facts, form)
            return saved(url_for(".record", id=letter.id), _("Letter written. Read it before you send it."))
    activity = missions.facts(id, user=me()).activity
    late = rules.too_late(kind, status=activity.status, ends=activity.end_on, dated_on=clock.today(zone()))
    return page(
        "letters/new.html", form=form, activity=activity, kinds=kinds, kind=kind, facts=facts,
        some=bool(people or bodies), bodies=list(bodies.values()),
        moved=queries.moved(facts, people) if kind in rules.GIVING_THANKS else [],
        silent=queries.without_consent(facts, people, kind=kind) if kind in rules.GIVING_THANKS else [],
        late=late[0] if late is not None else None, never=late is not None and late[1] == "kind",
        visa_free=kind == "invitation_request" and queries.is_visa_free(facts),
    )  # fmt: skip


def _written(facts: Facts, form: NewLetterForm) -> Letter:
    """To whoever was chosen: a person, or a body, whose id is below zero."""
    kind, chosen = form.kind.data, form.person_id.data or 0
    if chosen > 0:
        person = queries.recipients(facts, kind)[chosen]
        return services.write(
            facts, kind=kind, person=person, visit=queries.slot_of(facts, person),
            imprint=_imprinted(facts, form, kind, form.language.data or ""), by=me(),
        )  # fmt: skip
    body = queries.nobody_known(facts, kind)[-chosen]
    return services.write(
        facts, kind=kind, person=body, visit=queries.visit_at(facts, body),
        imprint=_imprinted(facts, form, kind, form.language.data or ""), by=me(),
    )  # fmt: skip


@bp.route("/missions/<int:id>/thanks", methods=["GET", "POST"])
@requires(Permission.LETTERS_WRITE)
def thanks(id: int) -> ResponseReturnValue:
    facts = missions.facts(id, user=me())
    form = ImprintForm(data=_imprint(facts, rules.THANKS))
    if form.validate_on_submit():
        with attempt(form):
            made = services.thank_everyone(facts, imprint=_imprinted(facts, form, rules.THANKS), by=me())
            message = ngettext("%(num)d letter written.", "%(num)d letters written.", len(made))
            if (year := queries.other_year(made[0].dated_on)) is not None:
                flash(_("The date is in fiscal year %(year)s, not in the running one.", year=str(year)), "warn")
            return saved(url_for(".mission", id=id), str(message))
    facts = missions.facts(id, user=me())
    left = [person.id for person, _kind in queries.unthanked(facts)]
    return page(
        "letters/thanks.html", form=form, activity=facts.activity, moved=queries.moved(facts, left),
        silent=queries.not_agreed(facts),
        months_late=queries.months_late(facts, left, clock.today(zone())),
    )  # fmt: skip


@bp.get("/missions/<int:id>/all.pdf")
@requires(Permission.LETTERS_READ)
def all_pdf(id: int) -> Response:
    """The letters of a kind, one after the other, to print at once."""
    missions.facts(id, user=me())
    found = [row for row in queries.of_activity(id, user=me()) if row.kind == request.args.get("kind", "thanks")]
    if not found:
        raise NotVisible
    return _pdf(found, f"{rules.KINDS[found[0].kind]}.pdf")


# ------------------------------------------------------------------ one letter


@bp.get("/<int:id>")
@requires(Permission.LETTERS_READ)
def record(id: int) -> Response:
    return _record(queries.one(id, user=me()), SentForm())


def _record(letter: Letter, sent_form: SentForm) -> Response:
    facts, thanks = missions.facts(letter.activity_id, user=me()), letter.kind in rules.GIVING_THANKS
    return page(
        "letters/record.html", form=sent_form, letter=letter, action_form=ActionForm, parts=contents.parts(letter),
        roll=contents.roll(letter), foreign=queries.foreign_lines(letter),
        unconfirmed=queries.unconfirmed(letter, facts), unnamed=queries.unnamed_bodies(letter),
        months_late=queries.months_late(facts, [letter.person_id or 0], letter.dated_on) if thanks else 0,
        silent=queries.without_consent(facts, [letter.person_id] if letter.person_id else [], kind=letter.kind),
        sharing=queries.sharing(letter), outdated=queries.is_outdated(letter), activity=facts.activity,
        is_late=queries.is_late(letter, facts), passports_form=PassportsForm(formdata=None),
        sees_travel=letter.kind == "invitation_request" and travel.may_see(letter.activity, me()),
        copies=queries.sharing_number(letter, user=me()), other_year=_other_year(letter),
    )  # fmt: skip


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.LETTERS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    letter = queries.one(id, user=me())
    form = LetterForm.editing(letter)
    if form.validate_on_submit():
        with attempt(form, letter):
            services.change(letter, form.words(), values=_values(letter), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("letters/edit.html", form=form, letter=queries.one(id, user=me()))


def _values(letter: Letter) -> dict[str, str]:
    facts = missions.on_paper(missions.facts(letter.activity_id, user=me()))
    return queries.values_again(letter, facts, contact=users.name_of(me().id))


@bp.get("/<int:id>/preview")
@requires(Permission.LETTERS_READ)
def preview(id: int) -> Response:
    sheets = [url_for("static", filename=f"css/{sheet}.css") for sheet in contents.paper.PREVIEW_SHEETS]
    return make_response(contents.html([queries.one(id, user=me())], sheets=sheets))


@bp.get("/<int:id>/pdf")
@requires(Permission.LETTERS_READ)
def pdf(id: int) -> Response:
    letter = queries.one(id, user=me())
    return _pdf([letter], contents.file_name(letter, "pdf"))


@bp.post("/<int:id>/enclosed.pdf")
@requires(Permission.TRAVEL_READ)
def enclosed(id: int) -> Response:
    """The letter to print; where that is ticked, with the passports of the delegation on a sheet that is not kept."""
    ticked = PassportsForm().passports.data
    with reading():
        letter = queries.one(id, user=me())
        sheets = _passports(letter) if ticked else []
        made = _made([letter], sheets)
        name = contents.file_name(letter, "pdf")
    if sheets:
        travel_services.printed(
            [sheet.detail for sheet in _passports(queries.one(id, user=me())) if sheet.detail], by=me()
        )
        db.session.commit()
    return _file(made, "application/pdf", name)


def _passports(letter: Letter) -> list[TravelSheet]:
    if letter.kind != "invitation_request":
        raise NotVisible
    activity = travel.mission(letter.activity_id, user=me())
    return travel.going(travel.sheets(activity))


def _made(letters: list[Letter], passports: Sequence[TravelSheet] = ()) -> bytes:
    services.check_leaving(letters)
    try:
        return contents.pdf(letters, passports=passports)
    except RenderFailed as failed:
        raise Refused(failed.reason) from failed


def _pdf(letters: list[Letter], name: str) -> Response:
    return _file(_made(letters), "application/pdf", name)


@bp.get("/<int:id>/word")
@requires(Permission.LETTERS_READ)
def word(id: int) -> Response:
    letter = queries.one(id, user=me())
    services.check_leaving([letter])
    return _file(contents.docx(letter), WORD, contents.file_name(letter, "docx"))


def _file(content: bytes, media_type: str, name: str) -> Response:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)


@bp.post("/<int:id>/sent")
@requires(Permission.LETTERS_WRITE)
def sent(id: int) -> ResponseReturnValue:
    letter = queries.one(id, user=me())
    form = SentForm()
    if form.validate_on_submit():
        with attempt(form):
            services.send(letter, on=clock.today(zone()), reason=form.reason.data or "", by=me())
            return saved(
                url_for(".record", id=id), _("The letter is marked as sent. Its text can no longer be changed.")
            )
    return _record(queries.one(id, user=me()), form)


def _other_year(letter: Letter) -> int | None:
    """The fiscal year of a letter that may be a slip of the pen; None where the form asked for a date in it."""
    year, activity = queries.other_year(letter.dated_on), letter.activity
    asked_for = _comes_late(activity, letter.kind) and year == offices.current().fiscal_year(activity.start_on)
    return None if asked_for else year


@bp.post("/<int:id>/archive")
@requires(Permission.LETTERS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    letter = queries.one(id, user=me())
    services.archive(letter, by=me())
    return saved(url_for(".mission", id=letter.activity_id), _("Letter archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.LETTERS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Letter restored."))


# ------------------------------------------------------------------ texts, panels


@bp.get("/templates")
@requires(Permission.LETTERS_TEMPLATES)
def templates() -> Response:
    return page("letters/templates.html", own=queries.templates())


@bp.route("/templates/<kind>/<language>", methods=["GET", "POST"])
@requires(Permission.LETTERS_TEMPLATES)
def template(kind: str, language: str) -> ResponseReturnValue:
    own, text = queries.template(kind, language), queries.draft(kind, language)
    form = TemplateForm(data={"subject": text.subject, "body": text.body}, row=own)
    if form.validate_on_submit():
        with attempt(form, own):
            services.keep_template(kind, language, subject=form.subject.data or "", body=form.body.data or "", by=me())
            return saved(url_for(".templates"), _("Saved."))
    return page("letters/template.html", form=form, kind=kind, language=language, own=own, action_form=ActionForm)


@bp.post("/templates/<kind>/<language>/reset")
@requires(Permission.LETTERS_TEMPLATES)
def reset_template(kind: str, language: str) -> ResponseReturnValue:
    own = queries.template(kind, language)
    if own is not None:
        services.reset_template(own, by=me())
    return saved(url_for(".templates"), _("The original text is restored."))


@bp.get("/panels/activities/<int:id>")
@requires(Permission.LETTERS_READ)
def activity_panel(id: int) -> Response:
    activity = missions.facts(id, user=me()).activity
    return page("letters/panel.html", block="panel", letters=queries.of_activity(id, user=me()), activity=activity)


@bp.get("/panels/people/<int:id>")
@requires(Permission.LETTERS_READ)
def person_panel(id: int) -> Response:
    contacts.person(id, user=me())
    return page("letters/panel.html", block="panel", letters=queries.of_person(id, user=me()), activity=None)
