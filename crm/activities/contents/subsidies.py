"""The report to whoever subsidised an activity (実績報告書): what its page and its workbook both say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import current_app
from flask_babel import gettext as _

from crm.activities import queries, rules
from crm.activities.contents.words import fiscal_year_told, head_of_office, in_a_row
from crm.activities.models import Activity, CostLine, SubsidyPaper
from crm.activities.queries import Budget, Compared
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.days import report_date
from crm.core.languages import Language
from crm.core.texts import N_, Text
from crm.initiatives import queries as initiatives
from crm.initiatives.models import InitiativeFunding
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.places.models import Place
from crm.web.forms import translate
from crm.web.money import money_text
from crm.wordings import queries as wordings
from crm.wordings.queries import ForeignText, Wordings

#: How the report begins, by what may be said of the activity: with a decision that granted the money, and without.
GRANTED = {
    "carried_out": N_(
        "We report as follows on the activity carried out under the grant decision %(number)s of %(day)s."
    ),
    "under_way": N_(
        "We report as follows how far the activity under the grant decision %(number)s of %(day)s has come."
    ),
    "ahead": N_(
        "We report as follows on the preparation of the activity under the grant decision %(number)s of %(day)s."
    ),
    "cancelled": N_("The activity under the grant decision %(number)s of %(day)s was cancelled. We report as follows."),
}
REPORTED = {
    "carried_out": N_("We report as follows on the activity carried out."),
    "under_way": N_("We report as follows how far the activity has come."),
    "ahead": N_("We report as follows on the preparation of the activity."),
    "cancelled": N_("The activity was cancelled. We report as follows."),
}


@dataclass(frozen=True)
class Income:
    """What one funding source bears, and what came in from it: None where nobody is asked for money of it."""

    borne: Compared
    due: Decimal | None
    paid: Decimal | None

    @property
    def rest(self) -> Decimal | None:
        return None if self.due is None or self.paid is None else self.due - self.paid


@dataclass(frozen=True)
class Expense:
    """What was planned and spent for one kind of cost: on the whole activity, and of that out of one source."""

    whole: Compared
    own: Compared


@dataclass(frozen=True)
class SubsidyReport:
    """Of one activity to one funding source, in the language of whoever reads it."""

    activity: Activity  #: names and place loaded
    source: str
    language: str
    whole: Budget
    words: Wordings
    addressee: str  #: as typed; "" leaves room for a pen
    grant: InitiativeFunding | None  #: what the source promised for that year, and by which decision
    used: Decimal  #: of the grant, by all activities of the initiative
    still_open: int  #: how many of the others have costs that are not final
    kept: SubsidyPaper | None  #: under which number and of which day it was handed in
    payees: Mapping[str, Organisation]  #: those that stand among the contacts, by what was typed
    places: Sequence[Place]  #: the main one, then those of the programme, with names

    @property
    def budget(self) -> Budget:
        """What this source planned and paid."""
        return self.whole.of_source(self.source)

    @property
    def heading(self) -> str:
        """By what the grant is called, where that is on record."""
        if self.grant is not None and self.grant.note:
            return str(
                _("%(grant)s: report on its use", grant=self.words.kept(self.grant.note, here.han_language())[0])
            )
        return str(_("Report on the use of: %(source)s", source=translate(rules.FUNDING_SOURCES[self.source])))

    @property
    def facts(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """[(label, [(line, its language)])] of what it was for; what is not known is left out."""
        activity = self.activity
        days = dict.fromkeys((activity.start_on, activity.end_on))
        told = [
            (self.number_label, [(activity.document_number, "")]),
            (_("Grant decision"), [(self.decision, "")]),
            (_("Used of the grant by all activities of the initiative"), [(line, "") for line in self.use]),
            (_("Fiscal year"), [(fiscal_year_told(activity.start_on, self.language), "")]),
            (_("Period"), [(" – ".join(report_date(self.language, day) for day in days), "")]),
            (_("Place"), self.where),
            (_("Objectives"), self.said(activity.objectives)),
            (_("Outcome and assessment"), self.said(activity.outcome)),
            (
                _("Counted up to %(day)s", day=report_date(self.language, self.counted_to)),
                [(line, "") for line in self.brought],
            ),
        ]
        return [(label, lines) for label, lines in told if any(text for text, _code in lines)]

    @property
    def number_label(self) -> str:
        """What the number of the activity is called: that of a plan where somebody approved one."""
        planned = queries.approved(self.activity.id) is not None
        return str(_("Document number of the plan") if planned else _("Document number of the activity"))

    @property
    def where(self) -> list[tuple[str, str]]:
        """Every place of its programme, the main one first, in one line; marked as one language where it is one.
        What is held online is at none."""
        if self.activity.direction == "online":
            return [(translate(rules.DIRECTIONS["online"]), "")]
        found = [in_a_row(contacts.told(place, self.language)) for place in self.places]
        codes = {code for _text, code in found}
        return [(_(", ").join(text for text, _code in found), codes.pop())] if len(codes) == 1 else found

    @property
    def decision(self) -> str:
        """The decision by which it was granted: day, number, what it is called, how much; "" where none is entered."""
        if self.grant is None or not (self.grant.granted_on or self.grant.decision_number):
            return ""
        day = report_date(self.language, self.grant.granted_on) if self.grant.granted_on else ""
        sum = money_text(self.grant.amount, here.currency())
        note, _code = self.words.kept(self.grant.note, here.han_language())
        return " · ".join(filter(None, (day, self.grant.decision_number, note, sum)))

    @property
    def opening(self) -> str:
        """The sentence above the facts: what is reported, and by which decision it was granted."""
        if self.grant is not None and self.grant.granted_on and self.grant.decision_number:
            day, number = report_date(self.language, self.grant.granted_on), self.grant.decision_number
            return translate(Text(GRANTED[self.state], day=day, number=number))
        return translate(REPORTED[self.state])

    @property
    def state(self) -> str:
        """What may be said of the activity on the day of the paper: that it was carried out, has not begun, is not over
        yet, or was cancelled (domain.md §3.1)."""
        if self.activity.status == "cancelled":
            return "cancelled"
        if self.activity.start_on > self.counted_to:
            return "ahead"
        over = rules.is_over(self.activity.end_on, self.activity.status, self.counted_to)
        return "carried_out" if over and self.activity.end_on <= self.counted_to else "under_way"

    @property
    def dated_on(self) -> date:
        """The day of the paper: that on which it was handed in, else today."""
        return self.kept.dated_on if self.kept is not None else here.today()

    @property
    def counted_to(self) -> date:
        """Up to when is counted what it brought: a paper knows nothing of what came after its day."""
        return min(self.dated_on, here.today())

    @property
    def use(self) -> list[str]:
        """How much of the grant is used, and by how much it is overspent; nothing where none is entered."""
        if self.source not in rules.SUBSIDIES or self.grant is None:
            return []
        used, granted = (money_text(sum, here.currency()) for sum in (self.used, self.grant.amount))
        told = str(_("%(used)s of %(granted)s", used=used, granted=granted))
        return [told, *filter(None, [self.overspent, self.provisional])]

    @property
    def provisional(self) -> str:
        """That other activities may still draw on the grant; "" once the costs of each are in."""
        if not self.still_open:
            return ""
        return str(_("Not final: other activities whose costs are still open: %(number)s.", number=self.still_open))

    @property
    def overspent(self) -> str:
        over = (
            self.used - self.grant.amount if self.source in rules.SUBSIDIES and self.grant is not None else Decimal(0)
        )
        return str(_("More than was granted: %(sum)s.", sum=money_text(over, here.currency()))) if over > 0 else ""

    def doubt(self, line: CostLine) -> str:
        """Why the grant does not cover a payment; "" where it does, or nothing is known of a grant."""
        if self.source not in rules.SUBSIDIES or self.grant is None:
            return ""
        year = offices.current().fiscal_year_dates(self.grant.fiscal_year)
        found = rules.uncovered(line.paid_on, self.grant.granted_on, year)
        return translate(found) if found is not None else ""

    @property
    def brought(self) -> list[str]:
        """What the records count beside what somebody wrote: what was signed stands above this package."""
        count: Callable[[Activity, str, date], list[str]] = current_app.extensions["brought"]
        return count(self.activity, self.language, self.counted_to)

    def said(self, text: str) -> list[tuple[str, str]]:
        """[(line, its language)] of what somebody typed, in the language of the report where it is known so."""
        return self.words.lines(text, here.han_language())

    def paid_to(self, line: CostLine) -> tuple[str, str]:
        """(who was paid, its language), as it was typed and stands on the receipt."""
        return self.called(line)[-1]

    def called(self, line: CostLine) -> list[tuple[str, str]]:
        """[(name, its language)] of who was paid: as readers call them, then as on the receipt where that differs."""
        return payee(line.payee, self.payees, self.language)

    @property
    def contact(self) -> list[str]:
        """How our office is reached, below who reports; its address stands above."""
        return contact_lines(offices.current(), self.language)[1:]

    @property
    def reporter(self) -> str:
        """From whom it is: our office and its head, by title and name."""
        office, said = offices.current(), self.language
        head = head_of_office(said)
        if said == Language.EN:
            return ", ".join(filter(None, (office.name(said), f"{office.head_title(said)} {head}".strip())))
        return " ".join(filter(None, (office.name(said), office.head_title(said), head)))

    @property
    def cautions(self) -> list[str]:
        """What whoever reads it has to know first: that not everything of it is final."""
        # Not within an f-string: nothing in one is extracted for the catalogues.
        interim = [_("Interim report"), _(": "), _("The activity is not over: this is no final report yet.")]
        ahead = _("The activity has not begun: this is no report on its results.")
        told = {"under_way": ["".join(interim)], "ahead": [ahead]}.get(self.state, [])
        return [*told, *filter(None, [self.costs_caution])]

    @property
    def costs_caution(self) -> str:
        """What stands above the sums; "" once they are final."""
        caution = rules.costs_caution(self.activity.costs_state)
        return translate(caution) if caution else ""

    @property
    def foreign(self) -> list[ForeignText]:
        """The lines of it that nobody has put into its language: before it goes out they ask for a word why."""
        for typed in (self.activity.objectives, self.activity.outcome, *(line.note for line in self.budget.costs)):
            self.said(typed)
        return list(self.words.met.values())

    @property
    def gaps(self) -> list[str]:
        """What it still lacks, told before it is printed."""
        missing = sum(line.receipt_id is None for line in self.budget.costs)
        found = {
            _("No addressee: enter one here, or write it by hand."): not self.addressee,
            _("No document number: it gets one when it is handed in."): self.kept is None,
            _("No grant decision: enter its day and number with the funding of the initiative."): (
                self.source in rules.SUBSIDIES and not self.decision
            ),
            _("Payments without a receipt: %(number)s.", number=missing): missing,
        }
        doubts = [
            _(
                "No. %(number)s, %(day)s: %(doubt)s",
                number=number,
                day=report_date(self.language, line.paid_on),
                doubt=doubt,
            )
            for number, line in enumerate(self.budget.costs, 1)
            if (doubt := self.doubt(line))
        ]
        told = [sentence for sentence, is_gap in found.items() if is_gap]
        return [*told, *filter(None, [self.overspent]), *doubts]

    @property
    def income(self) -> list[Income]:
        """By source. What one bears is no income; what came in is known where somebody is asked for it."""
        rows = {row.code: row for row in self.whole.by_source}
        asked = {code: self.whole.received(code) for code in rules.FUNDING_SOURCES}
        codes = [*rows, *(code for code, found in asked.items() if found and code not in rows)]
        nothing = (None, None)
        return [
            Income(rows.get(code, Compared(code, Decimal(0), Decimal(0))), *(asked.get(code) or nothing))
            for code in codes
        ]

    @property
    def expenses(self) -> list[Expense]:
        """By kind of cost, of the whole activity as the income is: a paper whose two parts differ does not balance."""
        own = {row.code: row for row in self.budget.by_category}
        return [
            Expense(row, own.get(row.code, Compared(row.code, Decimal(0), Decimal(0))))
            for row in self.whole.by_category
        ]

    @property
    def expenses_total(self) -> Expense:
        return Expense(self.whole.total, self.budget.total)

    @property
    def unrecorded(self) -> str:
        """What the totals of the income leave out, and with which sums, where they are summed of some sources alone."""
        rows, told = self.income, rules.FUNDING_SOURCES
        left = [
            translate(told.get(row.borne.code, row.borne.code))
            + _(" (%(text)s)", text=money_text(row.borne.actual, here.currency()))
            for row in rows
            if row.due is None
        ]
        if len(left) in (0, len(rows)):
            return ""
        sources = _(", ").join(left)
        return str(_("No payment is recorded of these, and the totals leave them out: %(sources)s.", sources=sources))

    @property
    def income_total(self) -> Income:
        known = [row for row in self.income if row.due is not None and row.paid is not None]
        sums = (sum(((row.due or 0) for row in known), Decimal(0)), sum(((row.paid or 0) for row in known), Decimal(0)))
        return Income(self.whole.total, *(sums if known else (None, None)))


def payees_of(budget: Budget) -> dict[str, Organisation]:
    """{what was typed: whoever is called so} of those who were paid and stand among the contacts, with names."""
    return contacts.organisations_called({line.payee for line in budget.costs if line.payee})


def payee(typed: str, known: Mapping[str, Organisation], language: str) -> list[tuple[str, str]]:
    """[(name, its language)] of who was paid: as readers call them, then as on the receipt where that differs."""
    body = known.get(typed)
    if body is None:
        return [(typed, here.han_language())]
    receipt = (typed, next(name.language for name in body.names if name.text == typed))
    name = contacts.written(body, language).name
    return [receipt] if name.text == typed else [(name.text, name.language), receipt]


def subsidy_report(activity: Activity, source: str, language: str) -> SubsidyReport:
    """The report on an activity that the reader was found to see."""
    budget, words = queries.budget(activity.id), wordings.in_language(language)
    year = offices.current().fiscal_year(activity.start_on)
    grant = initiatives.promised(activity.initiative_id, source, year)
    kept = queries.subsidy_paper(activity.id, source)
    used, still_open, addressee = Decimal(0), 0, kept.addressee if kept is not None else ""
    if grant is not None:
        dates = offices.current().fiscal_year_dates(year)
        used = queries.used_of(grant.initiative_id, source, dates)
        still_open = queries.still_open(grant.initiative_id, source, dates, but=activity.id)
        addressee = addressee or words.kept(grant.granted_by, here.han_language())[0]
    return SubsidyReport(
        activity,
        source,
        language,
        budget,
        words,
        addressee,
        grant,
        used,
        still_open,
        kept,
        payees_of(budget),
        queries.places(activity),
    )
