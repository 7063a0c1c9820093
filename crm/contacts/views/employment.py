"""“Changed employer”: the old post ends and the new one begins."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries
from crm.contacts.forms.employment import EmployerForm, current_posts
from crm.contacts.services.employment import change_employer
from crm.contacts.views.blueprint import bp
from crm.core.permissions import Permission
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.route("/people/<int:id>/employer", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def employer(id: int) -> ResponseReturnValue:
    found = queries.person(id, user=me())
    posts = current_posts(found)
    opened = {"post_id": posts[0][0] if posts else None, "version": str(found.version)}
    form = EmployerForm(posts=posts, data=opened)
    if form.validate_on_submit():
        with attempt(form, found):
            change_employer(found, form.change(), by=me())
            return saved(url_for(".person", id=id), _("The change of employer is recorded."))
    if request.method == "POST":
        found = queries.person(id, user=me())  # read anew: a refusal has emptied the session
    return page("contacts/employer.html", block="form", form=form, person=found, posts=posts)
