"""Acts on many people or organisations, reached from the bar over a list with ticked rows."""

from datetime import datetime

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.contacts.forms.chosen import ChangeOrganisationsForm, ConsentForm, TagChosenForm
from crm.contacts.forms.lists import ORGANISATIONS_LIST, PEOPLE_LIST
from crm.contacts.models import Organisation, Person
from crm.contacts.services import chosen as services
from crm.contacts.views.blueprint import bp
from crm.core import clock
from crm.core.permissions import Permission
from crm.tags import services as tags
from crm.web import listings
from crm.web.access import me, requires
from crm.web.listings import BulkAct, BulkForm, Done
from crm.web.pages import saved

LISTS = {"people": PEOPLE_LIST, "organisations": ORGANISATIONS_LIST}
MODELS: dict[str, type[Person] | type[Organisation]] = {"people": Person, "organisations": Organisation}
KIND = "<any(people, organisations):kind>"


@bp.route(f"/{KIND}/chosen/archive", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def archive_chosen(kind: str) -> ResponseReturnValue:
    at = clock.now()
    archive = services.archive_people if kind == "people" else services.archive_organisations
    undo = url_for(".restore_chosen", kind=kind, at=at.isoformat())
    return listings.act(
        LISTS[kind],
        BulkAct(_("Archive"), _archived if kind == "people" else _archived_firms, _("Archive")),
        BulkForm(),
        lambda ids: Done(archive(ids, at=at, by=me()), undo=undo),
    )


def _archived(number: int) -> str:
    return str(ngettext("%(num)d person will be archived.", "%(num)d people will be archived.", number))


def _archived_firms(number: int) -> str:
    return str(ngettext("%(num)d organisation will be archived.", "%(num)d organisations will be archived.", number))


@bp.post(f"/{KIND}/chosen/restore")
@requires(Permission.CONTACTS_WRITE)
def restore_chosen(kind: str) -> ResponseReturnValue:
    try:
        at = datetime.fromisoformat(request.args.get("at", ""))
    except ValueError:
        abort(404)
    if at.tzinfo is None:
        abort(404)
    number = services.restore_archived(MODELS[kind], at=at, by=me())
    if not number:
        abort(404)
    message = ngettext("%(num)d record restored.", "%(num)d records restored.", number)
    return saved(url_for(LISTS[kind].endpoint), message)


@bp.route(f"/{KIND}/chosen/tag", methods=["GET", "POST"])
@requires(Permission.TAGS_WRITE)
def tag_chosen(kind: str) -> ResponseReturnValue:
    form = TagChosenForm()

    def run(ids: list[int]) -> Done:
        tags.tag_many(kind, ids, form.given(), by=me())
        return Done(len(ids))

    def sentence(number: int) -> str:
        return str(ngettext("%(num)d record will be tagged.", "%(num)d records will be tagged.", number))

    what = BulkAct(_("Tag"), sentence, _("Tag"))
    return listings.act(LISTS[kind], what, form, run)


@bp.route("/people/chosen/consent", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def consent_chosen() -> ResponseReturnValue:
    form = ConsentForm()

    def run(ids: list[int]) -> Done:
        return Done(services.mark_contact(ids, do_not_contact=form.consent.data == "yes", by=me()))

    def sentence(number: int) -> str:
        return str(ngettext("%(num)d person will be marked.", "%(num)d people will be marked.", number))

    return listings.act(PEOPLE_LIST, BulkAct(_("May they be contacted?"), sentence, _("Save")), form, run)


@bp.route("/organisations/chosen/change", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def change_chosen() -> ResponseReturnValue:
    form = ChangeOrganisationsForm()

    def run(ids: list[int]) -> Done:
        number = services.change_organisations(
            ids, status=form.standing.data or "", place_id=form.place_id.data, by=me()
        )
        return Done(number)

    def sentence(number: int) -> str:
        return str(ngettext("%(num)d organisation will be changed.", "%(num)d organisations will be changed.", number))

    return listings.act(ORGANISATIONS_LIST, BulkAct(_("Change status or place"), sentence, _("Save")), form, run)
