"""The panels of a record in one answer, each by the view of its own page: eleven requests for one page would each ask
again who reads, and move what stands below."""

import re
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from crm.core.permissions import Permission
from crm.web.access import can, requires
from crm.web.pages import wants_block
from crm.web.records import record_url, seen

bp = Blueprint("panels", __name__)

#: A panel with nothing in it: a head, and one sentence that says so.
EMPTY: Final = re.compile(r'</header>\s*<p class="body t-2">(?:(?!</p>).)*</p>\s*</section>\s*\Z', re.DOTALL)


@bp.get("/panels/<record_type>/<int:id>")
@requires(Permission.HOME_READ)
def of_record(record_type: str, id: int) -> ResponseReturnValue:
    """What upper capabilities hang on a tab of the record's page, which links to each of them where no script runs."""
    seen(record_type, id)
    if not wants_block():
        return redirect(record_url(record_type, id))
    tab = request.args.get("tab", "")
    shown = [each for each in current_app.extensions["panels"].get(record_type, ()) if each.tab == tab]
    drawn = [_part(each.endpoint, record_type, id) for each in shown if can(each.permission)]
    parts = [Markup(part) for part in drawn]  # noqa: S704  # pages of ours, which escape what they are given
    full = [part for part in parts if part.strip() and not EMPTY.search(part)]
    return make_response(
        render_template("_macros/brought.html", full=full, empty=[part for part in parts if EMPTY.search(part)])
    )


def _part(endpoint: str, record_type: str, id: int) -> str:
    """What the page of one panel answers. Meanwhile the request is for that page: its template goes by that."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    args: dict[str, Any] = {"id": id} | ({"record_type": record_type} if "record_type" in rule.arguments else {})
    asked = request.url_rule, request.view_args
    request.url_rule, request.view_args = rule, args
    try:
        answer: Response = make_response(current_app.view_functions[endpoint](**args))
    finally:
        request.url_rule, request.view_args = asked
    return answer.get_data(as_text=True)
