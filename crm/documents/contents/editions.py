"""A document by what is wished for; a written report drafted, frozen, and given out as DOCX."""

from dataclasses import replace
from datetime import date

from crm.activities import queries as activities
from crm.core.permissions import Actor
from crm.core.texts import Text, Worded
from crm.documents import rules
from crm.documents.contents import pictures, tree
from crm.documents.contents.briefing import Briefing, briefing
from crm.documents.contents.drafts import drafted_again, drafts
from crm.documents.contents.frozen import Frozen, FrozenReport, freeze, frozen_report
from crm.documents.contents.gathered import report
from crm.documents.contents.imprint import Imprint
from crm.documents.contents.lacking import Lack, standing
from crm.documents.contents.paper import Content, bare_html, heading_of, untranslated
from crm.documents.contents.report import Report
from crm.documents.queries import postless, unsigned, written
from crm.documents.rules import PrintWish
from crm.leads import queries as leads
from crm.missions.models import ItineraryItem
from crm.office import queries as offices
from crm.reports import queries as reports
from crm.reports import rules as report_rules
from crm.reports.models import MissionReport
from crm.reports.services import Objections
from crm.wordings.queries import ForeignText


def filled(wish: PrintWish, *, user: Actor) -> Content:
    """The contents of what is wished for, as `user` sees them. NotVisible without the right.

    A report that was approved is what was kept then; one still written on is put together from the records.
    """
    return told(wish, user=user) if wish.document.written else briefing(wish, user=user)


def told(wish: PrintWish, *, user: Actor) -> FrozenReport | Report:
    """The same for a wish that is known to be about a report."""
    record = written(wish, user=user)
    wish = wish if activities.sees_budgets(user) else wish.unbudgeted()
    if record is not None and record.frozen is not None:
        return frozen_report(wish, record)
    return drafted_again(report(wish, user=user, record=record))


def imprint(content: FrozenReport | Report) -> Imprint:
    """What a report says about itself: its own number and edition, whoever prints it when."""
    record = content.record
    if record is None:
        raise ValueError("only a written report has an imprint of its own")
    return Imprint(record.number if record.is_numbered else "", record.edition, record.reported_on, "")


def own_imprint(content: Content, usual: Imprint) -> Imprint:
    """The imprint of a written report is its own, and one printed straight from the records is dated by the day whose
    end it tells of; every other document has the usual one.
    """
    if isinstance(content, Briefing):
        return usual
    if isinstance(content, Report) and content.record is None:
        return replace(usual, printed_on=content.as_of)
    return imprint(content)


def drafted(activity_id: int, language: str, *, user: Actor, day: date | None = None) -> dict[str, str]:
    """{part: text} drafted from what was logged at an activity up to a day."""
    return drafts(report(rules.wish(activity_id, kind=rules.REPORT, language=language), user=user, day=day))


def begun(activity_id: int, language: str, form: str = report_rules.FULL, *, user: Actor) -> tuple[dict[str, str], str]:
    """({part: text} drafted as of the day of the edition that is begun, interim or final by whether it is over)."""
    day = reports.begins_on(activity_id, language, form)
    content = report(rules.wish(activity_id, kind=rules.REPORT, language=language), user=user, day=day)
    return drafts(content), content.stage


def redrafted(record: MissionReport, *, user: Actor) -> dict[str, str]:
    """{part: text} drafted from what was logged up to the day of a report, as `lacking` compares it."""
    wish = rules.wish(record.activity_id, kind=rules.REPORT, language=record.language, report_id=record.id)
    return drafts(report(wish, user=user, record=record))


def frozen(record: MissionReport, *, user: Actor) -> Frozen:
    """What is kept of a report on its approval: its body for each kind of readers, as it would be printed now."""

    wishes = [
        rules.wish(
            record.activity_id, kind=rules.REPORT, language=record.language, audience=audience, report_id=record.id
        )
        for audience in rules.audiences(rules.REPORT)
    ]
    whole = report(next(wish for wish in wishes if wish.confidential), user=user, record=record)
    contents = {wish.audience: whole.told_to(wish) for wish in wishes}
    bodies = {audience: tree.read(bare_html(content, imprint(content))) for audience, content in contents.items()}
    return freeze(record, heading_of(next(iter(contents.values()))), bodies)


def objections(record: MissionReport, *, user: Actor) -> Objections:
    """What speaks against approving a report, in the browser as on paper."""
    found = standing(record, user=user)
    return Objections([lack.text for lack in found.lacks], len(_foreign(found.content)))


def advised(record: MissionReport, *, user: Actor, content: Report | None = None) -> list[Lack]:
    """What keeps no report from its approval, but is to be looked at before: that nobody is named as reporting, no post
    of who does, nobody as having travelled; a signing of which no agreement is kept; leads that may be one
    visitor; and texts for which whoever approves it is asked for a word. `content` where its standing was asked for
    already.
    """
    told = content or standing(record, user=user).content
    lacks = [*_nobody(record, told), *_without_post(record, user), *_unsigned(record), *_twice(record, user)]
    found = _foreign(told)
    if not found:
        return lacks
    text = Text("Texts not in the language of the report: %(number)s. The approver must say why.", number=len(found))
    return [*lacks, Lack("foreign", text, foreign=found)]


def _nobody(record: MissionReport, told: Report) -> list[Lack]:
    activity, found = record.activity, list[Lack]()
    if not (record.reporter or reports.reporter_of(activity.id) or activity.leader_id or activity.coordinator_id):
        found.append(Lack("reporter", Text("Nobody is named as reporting.")))
    travels = activity.direction == "outbound" and told.travels and activity.status != "cancelled"
    if travels and not told.is_journey:
        found.append(
            Lack("travellers", Text("No record says who travelled: the report does not say that anybody did."))
        )
    elif travels and told.is_short and told.over and not told.reporter_went:
        found.append(
            Lack("travellers", Text("No record says that the reporter went: the report declares no official trip."))
        )
    elif travels and not told.facts.activity.participants:
        found.append(Lack("travellers", Text("Nobody is entered as a participant: the report names nobody who went.")))
    if activity.direction == "inbound" and not told.facts.activity.participants:
        found.append(Lack("travellers", Text("No guest is entered: the report says that none was recorded.")))
    if not told.facts.entries:
        found.append(Lack("programme", Text("No programme is entered: the report has no table of it.")))
    return found


def no_post(name: str) -> Text:
    """What is missing of who reports."""
    return Text("Who reports has no post on record: %(name)s.", name=name)


def _without_post(record: MissionReport, user: Actor) -> list[Lack]:
    name = postless(activities.one(record.activity_id, user=user), record.reporter)
    return [Lack("post", no_post(name))] if name else []


def _unsigned(record: MissionReport) -> list[Lack]:
    """That a final report will tell of a signing, and of nothing that was signed at it."""
    if record.stage != report_rules.FINAL:
        return []
    return [Lack("unsigned", no_agreement(item)) for item in unsigned(record.activity_id)]


def _twice(record: MissionReport, user: Actor) -> list[Lack]:
    """That the report counts leads twice that may be one."""
    number = len(leads.again(record.activity_id, user=user))
    text = Text(
        "Leads that may be a visitor already counted: %(number)s. The report counts each of them.", number=number
    )
    return [Lack("twice", text)] if number else []


def no_agreement(item: ItineraryItem) -> Text:
    """What is missing of a signing."""
    return Text(
        "A signing took place, but no agreement of that day is on record for the mission: %(title)s, %(day)s",
        title=Worded(item.title, item.titles), day=item.day,
    )  # fmt: skip


def _foreign(content: Report) -> list[ForeignText]:
    return list(untranslated(content, imprint(content)).met.values())


def as_word(content: FrozenReport | Report) -> bytes:
    """A report as DOCX."""
    from crm.documents.contents.word import word  # slow to import, and wanted seldom

    html = bare_html(content, imprint(content))
    return word(
        tree.read(html),
        heading=heading_of(content),
        language=content.wish.language,
        imprint=imprint(content),
        author=offices.current().name(content.wish.language),
        assets=pictures.assets(html),
    )
