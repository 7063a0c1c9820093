"""The lists of the three registers."""

from typing import Final

from markupsafe import Markup

from crm.contacts import queries as contacts
from crm.contacts.forms.picks import PEOPLE
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.lists.forms import each_of
from crm.registers import queries, rules, services
from crm.registers.models import Breach, DataRequest, PrivacyAssessment
from crm.users.forms import OWNER
from crm.web.listings import Column, Listing, Nothing, Reader, cells, coded, flag, records

# ------------------------------------------------------------------ requests


def _who(row: DataRequest) -> str:
    return contacts.own_name(row.person).text if row.person is not None else row.requester


def _readercell(row: DataRequest, who: Reader) -> Markup:
    name = contacts.display_name(row.person, who.language) if row.person is not None else None
    shown = who.text(name.text, name.language) if name is not None else who.said(row.requester)
    return cells.link(who.path("registers.request_record", row.id), shown, strong=True)


def _due_cell(row: DataRequest, who: Reader) -> Markup:
    shown = who.brief(row.due_on)
    return cells.toned(shown, "t-bad") if queries.is_late(row) else shown


REQUESTS_LIST: Final = Listing(
    name="data_requests",
    title=N_("Requests about personal data"),
    endpoint="registers.requests",
    permission=Permission.REGISTERS_READ,
    columns=(
        Column("name", N_("Who asks"), lambda row, _reader: _who(row), _readercell, fixed=True, css="title"),
        Column("asked", N_("What they ask for"), lambda row, who: who.words(rules.ASKED[row.asked])),
        Column(
            "received", N_("Received on"), lambda row, _reader: row.received_on,
            lambda row, who: who.brief(row.received_on), sort="-received", css="fit",
        ),
        Column("due", N_("Answer by"), lambda row, _reader: row.due_on, _due_cell, sort="due", css="fit"),
        Column(
            "outcome", N_("Outcome"), lambda row, who: who.words(rules.OUTCOMES[row.outcome]),
            lambda row, who: cells.chip(who.words(rules.OUTCOMES[row.outcome]), rules.OUTCOME_CHIPS[row.outcome]),
        ),
        Column(
            "answered", N_("Answered on"), lambda row, _reader: row.answered_on,
            lambda row, who: who.brief(row.answered_on), css="fit",
        ),
        Column("owner", N_("Person in charge"), lambda row, _reader: row.owner.display_name, written=True, phone=False),
    ),
    facets=(
        coded("outcome", N_("Outcome"), rules.OUTCOMES),
        coded("asked", N_("What they ask for"), rules.ASKED),
        records("person", N_("Person"), source=PEOPLE, one=True),
        OWNER,
    ),
    sorts=("-received", "received", "due"),
    wanted=queries.RequestFilter,
    filtered=queries.filtered_requests,
    rows=queries.requests,
    row_id=lambda row: row.id,
    row_name=_who,
    nothing=Nothing(
        N_("No request matches all of these filters."),
        N_("Nobody has asked anything of their data yet"),
        N_("Note who asks what, and by when it is answered: a task reminds whoever is in charge."),
        (N_("New request"), "registers.new_request", Permission.REGISTERS_WRITE),
    ),
    words=N_("Who asks, or what was said"),
    each=each_of(
        DataRequest, Permission.REGISTERS_WRITE, queries.request, services.archive_request, services.restore_request,
        named=_who,
    ),
)  # fmt: skip

# ------------------------------------------------------------------ breaches


def _next_cell(row: Breach, who: Reader) -> Markup:
    step = queries.next_report(row)
    if step is None:
        return cells.EMPTY
    told = cells.joined([who.words(rules.CLOCK_LABELS[step.code]), cells.sub(who.brief_moment(row.due(step.code)))])
    return cells.toned(told, "t-bad") if queries.report_late(row, step.code) else told


def _next(row: Breach, who: Reader) -> str:
    step = queries.next_report(row)
    return who.words(rules.CLOCK_LABELS[step.code]) if step is not None else ""


BREACHES_LIST: Final = Listing(
    name="breaches",
    title=N_("Data breaches"),
    endpoint="registers.breaches",
    permission=Permission.REGISTERS_READ,
    columns=(
        Column(
            "name", N_("What happened"), lambda row, _reader: row.title,
            lambda row, who: cells.link(who.path("registers.breach", row.id), who.said(row.title), strong=True),
            fixed=True, css="title",
        ),
        Column("kind", N_("Kind"), lambda row, who: who.words(rules.BREACH_KINDS[row.kind])),
        Column(
            "noticed", N_("Noticed"), lambda row, _reader: row.noticed_at,
            lambda row, who: who.brief_moment(row.noticed_at), sort="-noticed", css="fit",
        ),
        Column("people", N_("How many people"), lambda row, _reader: row.people_count, number=True),
        Column("next", N_("Next report"), _next, _next_cell),
        Column(
            "closed", N_("Closed on"), lambda row, _reader: row.closed_on, lambda row, who: who.brief(row.closed_on),
            css="fit",
        ),
        Column("owner", N_("Person in charge"), lambda row, _reader: row.owner.display_name, written=True, phone=False),
    ),
    facets=(
        flag("open", N_("Status"), N_("Not closed"), value="1"),
        coded("kind", N_("Kind"), rules.BREACH_KINDS),
        OWNER,
    ),
    sorts=("-noticed", "noticed"),
    wanted=queries.BreachFilter,
    filtered=queries.filtered_breaches,
    rows=queries.breaches,
    row_id=lambda row: row.id,
    row_name=lambda row: row.title,
    nothing=Nothing(
        N_("No breach matches all of these filters."),
        N_("No breach was noted yet"),
        N_("Note it as soon as somebody knows: the terms of the reports run from then on."),
        (N_("New breach"), "registers.new_breach", Permission.REGISTERS_WRITE),
    ),
    words=N_("What happened, which data, or what was done"),
    each=each_of(
        Breach, Permission.REGISTERS_WRITE, queries.breach, services.archive_breach, services.restore_breach,
        named=lambda row: row.title,
    ),
)  # fmt: skip

# ------------------------------------------------------------------ assessments

PRIVACY_LIST: Final = Listing(
    name="privacy_assessments",
    title=N_("Privacy assessments"),
    endpoint="registers.assessments",
    permission=Permission.REGISTERS_READ,
    columns=(
        Column(
            "name", N_("What was assessed"), lambda row, _reader: row.title,
            lambda row, who: cells.link(who.path("registers.assessment", row.id), who.said(row.title), strong=True),
            fixed=True, css="title",
        ),
        Column(
            "assessed", N_("Assessed on"), lambda row, _reader: row.assessed_on,
            lambda row, who: who.brief(row.assessed_on), sort="-assessed", css="fit",
        ),
        Column(
            "result", N_("Result"), lambda row, who: who.words(rules.RESULTS[row.result]),
            lambda row, who: cells.chip(who.words(rules.RESULTS[row.result]), rules.RESULT_CHIPS[row.result]),
        ),
        Column(
            "kept", N_("Keep until"), lambda row, _reader: row.kept_until, lambda row, who: who.brief(row.kept_until),
            css="fit",
        ),
        Column(
            "assessor", N_("Assessed by"), lambda row, _reader: row.assessor.display_name, written=True, phone=False
        ),
    ),
    facets=(coded("result", N_("Result"), rules.RESULTS),),
    sorts=("-assessed", "assessed"),
    wanted=queries.PrivacyFilter,
    filtered=queries.filtered_assessments,
    rows=queries.assessments,
    row_id=lambda row: row.id,
    row_name=lambda row: row.title,
    nothing=Nothing(
        N_("No assessment matches all of these filters."),
        N_("Nothing was assessed yet"),
        N_("Before data are used in a new way or sent abroad, write down what was thought over; keep it three years."),
        (N_("New privacy assessment"), "registers.new_assessment", Permission.REGISTERS_WRITE),
    ),
    words=N_("What was assessed"),
    each=each_of(
        PrivacyAssessment, Permission.REGISTERS_WRITE, queries.assessment, rules.ASSESSMENT_ARCHIVED,
        rules.ASSESSMENT_RESTORED, named=lambda row: row.title,
    ),
)  # fmt: skip
