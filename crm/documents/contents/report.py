"""The mission report (視察報告書): what was planned, what was said, what came of it (domain.md §2.5)."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from crm.activities.rules import ATTENDED
from crm.contacts import queries as contacts
from crm.documents import rules
from crm.documents.contents.records import Records
from crm.documents.contents.results import Result
from crm.documents.contents.talked import Talk
from crm.documents.rules import PrintWish
from crm.reports import rules as report_rules
from crm.reports.models import MissionReport, ReportSection


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()


@dataclass(frozen=True)
class Report(Records):
    """A whole report: what of the records its readers are told, in which chapters."""

    def section(self, part: str) -> ReportSection | None:
        """What people wrote in a part: without a report of its own, in the approved one in another language."""
        source = self.signed_as
        return next((row for row in source.sections if row.part == part), None) if source else None

    @property
    def signed_as(self) -> MissionReport | None:
        """The report that people wrote and sign: its own, else the approved one that it puts into another language."""
        return self.record or self.model

    @property
    def is_translation(self) -> bool:
        """Whether it puts into another language what was approved, and is no edition that anybody began."""
        return self.record is None and self.model is not None

    def is_live(self, part: str) -> bool:
        """Whether a part tells what the activity itself says, since nobody wrote it into a report."""
        return self.record is None and self.section(part) is None

    def language_of(self, part: str) -> str:
        """The language of the text of a part: that of the approved one, where it was not drafted again."""
        return self.model.language if self.model and part not in self.redrafted else self.wish.language

    @property
    def stage(self) -> str:
        """Interim or final: what people said of the report, else whether the mission is over."""
        usual = report_rules.FINAL if self.over else report_rules.INTERIM
        return self.record.stage if self.record is not None else usual

    @property
    def is_short(self) -> bool:
        return self.record is not None and self.record.form == report_rules.SHORT

    @property
    def is_draft(self) -> bool:
        """Whether its writers may still change it: then it says so on every page."""
        return self.signed_as is None or self.signed_as.status in report_rules.OPEN

    def told(self, part: str) -> str:
        """What its readers get of what people wrote in a part."""
        section = self.section(part)
        if section is None or (part == "talks" and section.drafted and not self.is_short):
            return ""  # the chapter itself tells each talk whole: what was drafted would tell it twice
        own = self.redrafted.get(part, section.text)
        if self.wish.confidential:
            return own.strip()
        text = section.public_text if part in report_rules.INNER else section.public_text or self._without_reasons(own)
        return "" if section.withheld else text.strip()

    def _without_reasons(self, text: str) -> str:
        """A drafted text without why items did not take place: somebody's illness is told to nobody outside."""
        for change in self.changes:
            if reason := change.reason.strip().replace("\n", " / "):
                text = text.replace(_("%(told)s Reason: %(reason)s", told="", reason=reason), "")
        return text

    @property
    def parts(self) -> list[str]:
        """Those wished for in which there is something to read: an empty chapter is left out. In a draft, those that
        any reader expects say that nothing is recorded."""
        return [part for part in self.wish.parts if self.told(part) or self._drawn(part)]

    def _drawn(self, part: str) -> bool:
        """Whether a part has something from the records."""
        activity, inside, live = self.facts.activity, self.wish.confidential, self.is_live(part)
        drawn: dict[str, object] = {
            "purpose": live and (activity.initiative or self.facts.objectives),
            "period": True,
            "participants": self.tells_people,
            "programme": self.tells_programme,
            "talks": self.talks or self.visits,
            "leads": self.leads or self.matched or self.goods,
            "market": inside and (self.market or (live and self.observations)),
            "negotiations": self.moves,
            "agreements": inside and (self.signed or self.unsigned),
            "roles": self.division and self.division.steps,
            "challenges": self.challenges,
            "results": (live and activity.outcome) or self.counted,
            "impressions": live and (activity.impressions or activity.proposals),
            "costs": True,
            "follow_up": bool((self.steps if inside else self.open_steps) or self.steps_of_cases),
            "appendices": inside and (self.met or self.attached),
        }
        return bool(drawn[part])

    @property
    def is_journey(self) -> bool:
        """Whether it is told as a journey of ours: what was cancelled never, what is over only where a record says who
        travelled."""
        activity = self.facts.activity
        if activity.direction != "outbound" or not self.travels or activity.status == "cancelled":
            return False
        if not self.over:
            return True
        return bool(self.facts.delegation or self.travelled or (self.record and self.record.order_number))

    @property
    def declares_trip(self) -> bool:
        """Whether the short one says that an official trip was made, and is called by it: who reports was there."""
        return self.over and self.is_journey and self.reporter_went

    @property
    def reporter_went(self) -> bool:
        """Whether a travel order, a seat in a talk or the attendance says that whoever reports was there."""
        activity = self.facts.activity
        if self.record is not None and self.record.order_number:
            return True
        who = self.reporter or next((user.display_name for user in (activity.leader, activity.coordinator) if user), "")
        came = [part.person for part in activity.participants if part.status == ATTENDED]
        there = [*came, *(each.person for each in self.travelled)]
        shown = {contacts.spoken(person, self.wish.language)[0].text for person in there}
        names = shown | {name.full for person in there for name in person.names}
        return any(_bare(name) in _bare(who) for name in names if name.strip())

    @property
    def tells_people(self) -> bool:
        """Whether it has who took part. The draft on a journey says that nobody is recorded: its writer is asked."""
        there = self.guests if self.facts.activity.direction == "inbound" else self.travelled
        return bool(self.facts.delegation or there or (self.travels and self.is_draft))

    @property
    def tells_programme(self) -> bool:
        """The same of its programme."""
        return bool(self.facts.days or (self.travels and self.is_draft))

    @property
    def counted(self) -> list[Result]:
        """The lines of the table of results that say something."""
        return [line for line in self.results if line.target is not None or line.actual or line.before]

    @property
    def has_results(self) -> bool:
        """Whether there is anything that came of it, in words or in figures."""
        told = self.told("talks") or self.told("results")
        signed = self.wish.confidential and (self.signed or self.unsigned)
        return bool(told or self.counted or signed or self.substance or self.matched or self.goods)

    @property
    def substance(self) -> list[Talk]:
        """The talks with wishes, agreed or open points in their record: not for the public."""
        talks = self.talks if self.wish.confidential else ()
        return [talk for talk in talks if any(getattr(talk.meeting, column) for column in rules.SUBSTANCE)]

    def told_to(self, wish: PrintWish) -> "Report":
        """The same for other readers, who see as much or less; nothing is asked again."""
        talks = self.talks if wish.confidential else [replace(talk, photos=[]) for talk in self.talks]
        return replace(self, wish=wish, talks=talks, goods=self.goods if wish.confidential else ())
