"""The register of challenges."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.permissions import Permission
from crm.initiatives import queries, rules, services
from crm.initiatives.forms import ChallengeForm
from crm.initiatives.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.get("/<int:id>/challenges")
@requires(Permission.INITIATIVES_READ)
def challenges(id: int) -> Response:
    initiative = queries.one(id, user=me())
    return page("initiatives/challenges.html", initiative=initiative, challenges=queries.challenges(id), rules=rules)


@bp.route("/<int:id>/challenges/new", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def new_challenge(id: int) -> ResponseReturnValue:
    initiative, form = queries.one(id, user=me()), ChallengeForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_challenge(initiative, form.input(), by=me())
            return saved(url_for(".challenges", id=id), _("Challenge saved."))
    return page("initiatives/challenge_form.html", form=form, initiative=initiative, challenge=None)


@bp.route("/challenges/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def edit_challenge(id: int) -> ResponseReturnValue:
    challenge = queries.challenge(id, user=me())
    initiative = queries.one(challenge.initiative_id, user=me())
    form = ChallengeForm.editing(challenge)
    if form.validate_on_submit():
        with attempt(form, challenge):
            services.change_challenge(challenge, form.input(), by=me())
            return saved(url_for(".challenges", id=initiative.id), _("Saved."))
    return page("initiatives/challenge_form.html", form=form, initiative=initiative, challenge=challenge)


@bp.post("/challenges/<int:id>/archive")
@requires(Permission.INITIATIVES_WRITE)
def archive_challenge(id: int) -> ResponseReturnValue:
    challenge = queries.challenge(id, user=me())
    audit.archive(challenge, rules.CHALLENGE_ARCHIVED, by=me())
    undo = url_for(".restore_challenge", id=id)
    return saved(url_for(".challenges", id=challenge.initiative_id), _("Challenge archived."), undo=undo)


@bp.post("/challenges/<int:id>/restore")
@requires(Permission.INITIATIVES_WRITE)
def restore_challenge(id: int) -> ResponseReturnValue:
    challenge = queries.challenge(id, user=me(), archived=True)
    audit.restore(challenge, rules.CHALLENGE_RESTORED, by=me())
    return saved(url_for(".challenges", id=challenge.initiative_id), _("Challenge restored."))
