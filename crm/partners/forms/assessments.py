"""The form of an assessment of a partner, and their list."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from crm.contacts import queries as contacts
from crm.contacts.forms.picks import ORGANISATIONS, OrganisationField
from crm.core import here
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.lists.forms import each_of
from crm.partners import contents, queries, rules, services
from crm.partners.models import PartnerAssessment
from crm.partners.queries import AssessmentFilter
from crm.partners.services import AssessmentInput
from crm.users.forms import StaffField
from crm.web.access import me
from crm.web.filters import plain_day
from crm.web.forms import BaseForm, Choice, DueDay, PastDay, Prose
from crm.web.listings import Asked, Column, Listing, Nothing, Reader, cells, coded, flag, records
from crm.web.locale import language


def _score(criterion: str) -> Choice:
    return Choice(_l(rules.CRITERIA[criterion]), table=rules.SCORES)


class AssessmentForm(BaseForm):
    organisation_id = OrganisationField(_l("Organisation"), required=True)
    assessed_on = PastDay(_l("Assessed on"), required=True)
    assessor_id = StaffField(_l("Assessed by"), required=True)
    route_reach = _score("route_reach")
    category_fit = _score("category_fit")
    tier_fit = _score("tier_fit")
    import_skill = _score("import_skill")
    payment_record = _score("payment_record")
    staff_languages = _score("staff_languages")
    will_to_invest = _score("will_to_invest")
    freedom = _score("freedom")
    reputation = _score("reputation")
    judgement = Choice(_l("Decision on the partner"), table=rules.DECISIONS, required=True)
    next_review = DueDay(
        _l("Next review"), description=_l("On that day a task asks whoever assessed it to do so again.")
    )
    notes = Prose(_l("Notes"), limit=2000)

    @classmethod
    def initial(cls, row: PartnerAssessment) -> dict[str, Any]:
        scores = {name: "" if score is None else str(score) for name, score in row.scores.items()}
        return super().initial(row) | scores

    def input(self) -> AssessmentInput:
        """What the services take."""
        values = self.values()
        scores = {name: int(told) if (told := values.pop(name)) else None for name in rules.CRITERIA}
        return AssessmentInput(scores=scores, **values)


def reminder(organisation_id: int | None) -> str:
    """What the task of the next review says."""
    if organisation_id is None:
        return ""
    return contents.review(contacts.organisation(organisation_id, user=me()), language())


# ------------------------------------------------------------------ the list


def _restore(row: PartnerAssessment, *, by: Actor) -> None:
    services.restore_assessment(row, text=reminder(row.organisation_id), by=by)


def _label(row: PartnerAssessment) -> str:
    return f"{contacts.own_name(row.organisation).text} · {plain_day(row.assessed_on)}"


def _name(row: PartnerAssessment, who: Reader) -> Markup:
    shown = contacts.display_name(row.organisation, who.language)
    return cells.link(who.path("partners.assessment", row.id), who.text(shown.text, shown.language), strong=True)


def _total(row: PartnerAssessment, _who: Reader) -> Markup:
    return cells.joined([f"{row.total} / {row.most}"])


def _decision(row: PartnerAssessment, who: Reader) -> str:
    return who.words(rules.DECISIONS[row.judgement])


def _wanted(asked: Asked, _user: Actor) -> AssessmentFilter:
    return asked.conditions(AssessmentFilter, due=asked.one("due") == "1", on=here.today())


def _column(criterion: str) -> Column:
    return Column(
        criterion, rules.CRITERIA[criterion], lambda row, _who: getattr(row, criterion), number=True, default=False
    )


_SCORES: Final = tuple(map(_column, rules.CRITERIA))
_NOTES: Final = Column("notes", N_("Notes"), lambda row, _who: row.notes, default=False, phone=False, written=True)


ASSESSMENTS_LIST: Final = Listing(
    name="assessments",
    title=N_("Assessments of partners"),
    endpoint="partners.assessments",
    permission=Permission.PARTNERS_READ,
    columns=(
        Column(
            "name", N_("Organisation"), lambda row, _who: contacts.own_name(row.organisation).text, _name, fixed=True,
            css="title",
        ),
        Column(
            "assessed", N_("Assessed on"), lambda row, _who: row.assessed_on,
            lambda row, who: who.brief(row.assessed_on), sort="-assessed", css="fit",
        ),
        # What a table of them is read back by stands in each file.
        Column("total", N_("Total score"), lambda row, _who: row.total, _total, number=True, also=_SCORES),
        Column("most", N_("Best possible total"), lambda row, _who: row.most, number=True, default=False),
        Column(
            "judgement", N_("Decision on the partner"), _decision,
            lambda row, who: cells.chip(_decision(row, who), rules.DECISION_CHIPS[row.judgement]),
            also=(_NOTES,),
        ),
        Column(
            "review", N_("Next review"), lambda row, _who: row.next_review,
            lambda row, who: who.brief(row.next_review) if row.next_review else cells.EMPTY, css="fit",
        ),
        Column("assessor", N_("Assessed by"), lambda row, _who: row.assessor.display_name, phone=False, written=True),
        *_SCORES,
        _NOTES,
    ),
    facets=(
        coded("judgement", N_("Decision on the partner"), rules.DECISIONS),
        flag("due", N_("Next review"), N_("Review due"), value="1"),
        records("organisation", N_("Organisation"), source=ORGANISATIONS, one=True),
    ),
    sorts=("-assessed", "assessed"),
    wanted=_wanted,
    filtered=queries.filtered_assessments,
    rows=queries.assessments,
    row_id=lambda row: row.id,
    row_name=lambda row: contacts.own_name(row.organisation).text,
    nothing=Nothing(
        N_("No assessment matches all of these filters."),
        N_("No partner has been assessed yet"),
        N_("Score what a partner can do, decide, and say when to look again."),
        (N_("New assessment"), "partners.new_assessment", Permission.PARTNERS_WRITE),
    ),
    words=N_("Organisation or notes"),
    each=each_of(
        PartnerAssessment,
        Permission.PARTNERS_WRITE,
        queries.assessment,
        services.archive_assessment,
        _restore,
        named=_label,
    ),
)  # fmt: skip
