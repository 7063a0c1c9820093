"""Single sheets: the record of one talk (商談記録票), the lead sheet of a fair, empty or filled (展示会商談シート)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale

from crm.activities.models import Activity
from crm.booths import queries as booths
from crm.booths.rules import PROMISES
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core import clock, here, reading
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.languages import LOCALES
from crm.core.permissions import Actor
from crm.documents import rules
from crm.documents.contents.paper import plain_pdf, tools
from crm.initiatives.queries import title
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation
from crm.office import queries as offices
from crm.pdf.render import Progress
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown
from crm.tasks import queries as tasks
from crm.tasks.models import Task
from crm.users import queries as users
from crm.wordings.queries import Wordings


@dataclass(frozen=True)
class CaseThen:
    """A negotiation as it stood on the day of a talk."""

    case: Negotiation
    stage: str  #: at the end of that day; "" where it had not begun
    moved: bool  #: whether it has moved since, so that chance and value of today are not those of the talk


@dataclass(frozen=True)
class TalkSheet:
    """One meeting with its next steps and the negotiations it belongs to."""

    language: str
    meeting: Meeting
    steps: Sequence[Task]
    cases: Sequence[CaseThen]
    times: int  #: the how-manieth held meeting with this counterpart it is; 0 when it was not held
    recorded_by: str

    template = "talk"

    @property
    def number(self) -> str:
        return f"T{self.meeting.id}"

    @property
    def activity(self) -> Activity | None:
        return self.meeting.activity


@dataclass(frozen=True)
class LeadSheet:
    """A sheet to fill in at the booth, or what a lead says on it."""

    language: str
    activity: Activity
    lead: Lead | None
    place: Place | None = None  #: of the visitor's organisation
    steps: Sequence[Task] = ()  #: still to be done about the lead
    post: tuple[str, str] = ("", "")  #: (title, its language) of the visitor on that day, for readers of `language`
    taken_by: str = ""  #: who captured it, not who is in charge
    goods: Sequence[Shown] = ()  #: of the catalogue, named for readers of `language`
    wish: str = ""  #: what else they asked about, as typed
    promised: Collection[str] = ()  #: of PROMISES
    may_share: bool = False  #: ticked by the visitor, on the phone at the booth or on the page of a product

    template = "lead"

    @property
    def number(self) -> str:
        return f"L{self.lead.id}" if self.lead is not None else ""


Sheet = TalkSheet | LeadSheet


def talk_sheet(id: int, language: str, *, user: Actor) -> TalkSheet:
    """The record of a meeting that a user sees; NotVisible otherwise."""
    meeting = meetings.one(id, user=user)
    return TalkSheet(
        language=language,
        meeting=meeting,
        steps=[task for task in tasks.of_record("meetings", id) if task.status != "cancelled"],
        cases=_then(meeting, negotiations.of_meeting(id, user=user)),
        times=meetings.how_manieth(meeting, user=user),
        recorded_by=users.name_of(meeting.created_by_id),
    )


def _then(meeting: Meeting, cases: Sequence[Negotiation]) -> list[CaseThen]:
    """The cases of a talk by the moves that stand and were made by the end of its day."""
    found = []
    moves = negotiations.effective_events([case.id for case in cases])
    for case in cases:
        made = [move for move in moves[case.id] if clock.local(move.at, meeting.timezone).date() <= meeting.held_on]
        found.append(CaseThen(case, made[-1].to_stage if made else "", len(made) < len(moves[case.id])))
    return found


def lead_sheet(id: int, language: str, *, user: Actor) -> LeadSheet:
    """The sheet of a lead that a user sees; NotVisible otherwise."""
    lead = leads.one(id, user=user)
    sent = booths.of_lead(id)
    goods, wish = leads.in_language(lead, language, user=user)
    home = lead.organisation.place_id if lead.organisation is not None else None
    return LeadSheet(
        language,
        lead.activity,
        lead,
        place=places.one(home, user=user) if home is not None else None,
        steps=tasks.of_record("leads", id, open_only=True),
        post=_post(lead, language),
        taken_by=leads.captured_by(id) or users.name_of(lead.created_by_id),
        goods=goods,
        wish=wish,
        promised={code for each in sent for code in each.told.get("promised", ())},
        may_share=any(each.may_share for each in sent) or leads.ticks([id]).get(id, False),
    )


def _post(lead: Lead, language: str) -> tuple[str, str]:
    if lead.person is None:
        return "", ""
    reading.fill([lead.person], Person.affiliations)
    held = contacts.current_affiliation(lead.person, clock.local(lead.captured_at, lead.activity.place.timezone).date())
    return held.titled(language, lead.person.primary_language) if held is not None else ("", "")


def sheet_html(sheet: Sheet, *, sheets: Sequence[str] = (), words: Wordings | None = None) -> str:
    """The sheet as HTML in its language; `sheets` as in `paper.bare_html`, `words` as in `paper.tools`."""
    template = current_app.jinja_env.get_template(f"documents/sheets/{sheet.template}.html")
    with force_locale(LOCALES[sheet.language]):
        return template.render(_context(sheet, sheets, words))


def _context(sheet: Sheet, sheets: Sequence[str], words: Wordings | None) -> dict[str, Any]:
    return tools(sheet.language, words, _bodies(sheet)) | {
        "promises": PROMISES,
        "today": here.today(),
        "rules": rules,
        "sheet": sheet,
        "sheets": sheets,
        "activity_name": title(sheet.activity.names, sheet.language) if sheet.activity else "",
        "categories": PRODUCT_CATEGORIES,
        "office": offices.current(),
        "page_lang": sheet.language,
    }


def _bodies(sheet: Sheet) -> list[Organisation]:
    """Whom the texts of a sheet may name; names loaded."""
    if isinstance(sheet, LeadSheet):
        found = [sheet.lead.organisation, sheet.lead.our_organisation] if sheet.lead is not None else []
    else:
        found = [sheet.meeting.organisation, *(then.case.counterpart for then in sheet.cases)]
    return [body for body in found if body is not None]


def sheet_pdf(html: str, language: str, *, progress: Progress | None = None) -> bytes:
    """The sheet as PDF. Takes a moment: call it outside a transaction. Raises pdf.RenderFailed."""
    return plain_pdf(html, language, progress=progress)
