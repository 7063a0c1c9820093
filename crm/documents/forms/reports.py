"""The input of a report: how it begins, its heading, a part, who approves, a decision."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from crm.core.languages import LANGUAGE_LABELS, LOCALES
from crm.core.texts import N_
from crm.reports import rules
from crm.reports.models import MissionReport
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Choice, Line, PastDay, Prose, Tick, translate


class BeginForm(BaseForm):
    kind = Choice(_l("Paper"), table=rules.FORMS, blank=None, required=True)
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, blank=None, required=True)
    addressee = Line(
        _l("Addressee"), limit=120, description=_l("Empty: the head of the office. For example 〇〇商工会 会長 様.")
    )
    reporter = Line(_l("Reported by"), limit=200, description=_l("Department, post and name."))
    order_number = Line(_l("Number of the travel order"), limit=60)

    @classmethod
    def of(cls, direction: str, type: str, **data: Any) -> "BeginForm":
        """For an activity of a direction and type: its reports have names of their own, and only who travels has
        an order.
        """
        form = cls(data=data)
        form.kind.table = {code: rules.title_of(code, direction, type) for code in rules.FORMS}
        if direction != "outbound":
            del form.order_number
        return form


class HeadForm(BaseForm):
    stage = Choice(
        _l("Interim or final"),
        table=rules.STAGES,
        blank=None,
        required=True,
        description=_l("An interim report is marked as such on every page. A final one covers a mission that is over."),
    )
    addressee = Line(
        _l("Addressee"), limit=120, description=_l("Empty: the head of the office. For example 〇〇商工会 会長 様.")
    )
    reporter = Line(_l("Reported by"), limit=200, description=_l("Department, post and name."))
    reported_on = PastDay(_l("Date of the report"), required=True)
    number = Line(
        _l("Document number"),
        limit=60,
        description=_l("Empty: the number of the mission. The report cannot be final without one."),
    )
    order_number = Line(_l("Number of the travel order"), limit=60)
    thousands = Tick(
        _l("Budget and actual in thousands"),
        description=_l("Each amount is rounded separately; the heading of the table says so."),
    )

    @classmethod
    def initial(cls, row: MissionReport) -> dict[str, Any]:
        """What stands in place of a number that nobody gave is not offered as one."""
        return super().initial(row) | ({} if row.is_numbered else {"number": ""})


class SectionForm(BaseForm):
    text = Prose(_l("Main text"), limit=rules.PROSE)
    withheld = Tick(_l("Leave this text out of the public edition"))
    public_text = Prose(
        _l("Instead of it in the public edition"),
        limit=rules.PROSE,
        description=_l(
            "Empty: the same text; nothing in chapters on the business of companies, which show totals only. "
            "Amounts, phone numbers, e-mail addresses and names are blacked out automatically."
        ),
    )


class DecisionForm(BaseForm):
    comment = Prose(_l("Comment"), limit=rules.COMMENT)


class PaperForm(BaseForm):
    """What somebody decided on paper."""

    decided_on = PastDay(_l("Date on the stamp"), required=True)
    scan = FileField(
        _l("Scan of the stamped page"),
        render_kw={"accept": "application/pdf,image/png,image/jpeg"},
        description=_l("PDF, PNG or JPEG. From a phone, photograph it here."),
    )
    comment = Prose(_l("Comment"), limit=rules.COMMENT)


class ChainForm(BaseForm):
    """For each post an account, or a name without one; see `chain_form`."""

    posts: ClassVar[Sequence[str]] = ()

    @classmethod
    def initial(cls, row: MissionReport) -> dict[str, Any]:
        held = {step.post: step for step in row.steps}
        found: dict[str, Any] = {}
        for place, post in enumerate(cls.posts):
            if post in held:
                found |= {f"user_{place}": held[post].user_id, f"name_{place}": held[post].holder}
        return found

    def approvers(self) -> dict[str, int | str]:
        """{post: user id, or the name of somebody without an account}, the first to decide first."""
        given = self.values()
        return {post: given[f"user_{n}"] or given[f"name_{n}"] or "" for n, post in enumerate(self.posts)}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: somebody has an account or none."""
        fine = bool(super().validate(extra_validators))
        for place in range(len(self.posts)):
            if self[f"user_{place}"].data and (self[f"name_{place}"].data or "").strip():
                field = self[f"name_{place}"]
                field.errors = [*field.errors, translate(N_("Choose an account or enter a name, not both."))]
                fine = False
        return fine

    def refuse(self, message: str, field: str | None = None) -> None:
        """A refusal names a post: it stands beside the account chosen for it, or the name."""
        if field in self.posts:
            place = self.posts.index(field)
            field = f"user_{place}" if self[f"user_{place}"].data else f"name_{place}"
        super().refuse(message, field)


def posts_of(report: MissionReport, chain: Sequence[str]) -> list[str]:
    """The posts of the office's chain, and those that the report has besides, in the order in which they decide.

    A post that the report knows by its code is the one that the office writes by the same title.
    """
    with force_locale(LOCALES[report.language]):
        known = {translate(rules.post_label(step.post)): step.post for step in report.steps}
    return list(dict.fromkeys([*(known.get(title, title) for title in chain), *known.values()]))


def chain_form(report: MissionReport, chain: Sequence[str]) -> ChainForm:
    """A choice for each of `posts_of`."""
    posts = posts_of(report, chain)
    fields: dict[str, Any] = {"posts": posts}
    for place, post in enumerate(posts):
        label = translate(rules.post_label(post))
        fields[f"user_{place}"] = StaffField(label)
        fields[f"name_{place}"] = Line(_l("%(post)s: name without an account", post=label), limit=rules.HOLDER)
    form: ChainForm = type("ChainForm", (ChainForm,), fields).editing(report)  # type: ignore[attr-defined]  # made here
    return form
