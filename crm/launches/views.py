"""The launch of a product line: the panel on the page of its initiative, its form, its sheet of paper."""

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.categories import PRICE_TIERS
from crm.core.database import reading
from crm.core.errors import NotVisible
from crm.core.languages import ENDONYMS
from crm.core.permissions import Permission
from crm.core.texts import Text, sentences
from crm.files.contents import paper
from crm.initiatives import queries as initiatives
from crm.initiatives.queries import title
from crm.launches import contents, queries, rules, services
from crm.launches.forms import LaunchForm
from crm.launches.queries import Story
from crm.web.access import me, requires
from crm.web.locale import language, speak
from crm.web.pages import attempt, page, saved

bp = Blueprint("launches", __name__, url_prefix="/launches")


@bp.get("/panels/initiatives/<int:id>")
@requires(Permission.INITIATIVES_READ)
def initiative_panel(id: int) -> Response:
    initiative = initiatives.one(id, user=me())
    story = queries.story(id, user=me(), language=language())
    return page(
        "launches/panel.html", block="panel", initiative=initiative, story=story, labels=rules.STEPS, tiers=PRICE_TIERS,
        steps=contents.steps(story, id, say=contents.saying(story)) if story is not None else [], papers=ENDONYMS,
        prices=contents.prices(story) if story is not None else "", after_demand=contents.after_demand,
        off_tier=contents.off_tier(story) if story is not None else {}, barred=_barred(id, story),
    )  # fmt: skip


def _barred(id: int, story: Story | None) -> dict[int, Text]:
    """{product of the line: which country bars it}."""
    return queries.barred(id, [line.product.id for line in story.products], user=me()) if story is not None else {}


@bp.route("/initiatives/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def edit(id: int) -> ResponseReturnValue:
    initiative = initiatives.one(id, user=me())
    form = LaunchForm.editing(initiative)
    odd = queries.barred(id, form.product_ids.data or (), user=me())
    if form.validate_on_submit() and form.accepts({"product_ids": sentences(list(odd.values()))} if odd else {}):
        with attempt(form, initiative):
            services.write(initiative, form.input(), by=me())
            return saved(url_for("initiatives.record", id=id) + "#launch", _("Saved."))
    return page("launches/form.html", form=form, initiative=initiative)


@bp.get("/initiatives/<int:id>/story.pdf")
@requires(Permission.INITIATIVES_READ)
def sheet(id: int) -> Response:
    """The launch on one page, in the language that the address names."""
    if (chosen := request.args.get("lang", language())) not in ENDONYMS:
        abort(404)
    speak(chosen)
    with reading():
        initiative = initiatives.one(id, user=me())
        story = queries.story(id, user=me(), language=chosen)
        if story is None:
            raise NotVisible
        html = contents.sheet(initiative, story, _barred(id, story))
    return paper(html, f"{_('Launch of a product line')} {title(initiative.names, chosen)}", page=contents.SHEET_PAGE)
