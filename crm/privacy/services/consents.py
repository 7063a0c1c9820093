"""What is recorded of people: by hand, for everybody of a mission at once, and what visitors ticked at our booth."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import Made, action
from crm.booths.models import BoothCapture
from crm.contacts.kind import PERSON
from crm.contacts.models import Person
from crm.core import clock, here
from crm.core.database import db
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.files import services as files
from crm.files.services import SentFile
from crm.privacy import queries, rules
from crm.privacy.models import ProcessingRecord, SharingDecision
from crm.privacy.queries import Sharing
from crm.privacy.rules import SCOPES
from crm.users import queries as users
from crm.users.models import User


@dataclass(frozen=True)
class RecordInput:
    """What is told of one record: `answers` are {scope: one of ANSWERS, or ""}."""

    obtained_on: date
    answers: Mapping[str, str]
    regime: str = ""
    purposes: Sequence[str] = ()
    basis: str = ""
    notice_version: str = ""
    notice_language: str = ""
    obtained_how: str = ""
    obtained_by: str = ""
    note: str = ""
    evidence: SentFile | None = None


def record(person: Person, said: RecordInput, *, by: Actor | None) -> ProcessingRecord:
    """Add what a person was told and answered. Refused, beside its field, for what its basis does not carry, and for a
    day to come."""
    if unknown := set(said.answers) - set(SCOPES):
        raise ValueError(f"no such scope: {sorted(unknown)}")
    if said.obtained_on > here.today():
        raise Refused(Text("This date is in the future."), "obtained_on")
    found = rules.problems(said.basis, said.answers, do_not_contact=person.do_not_contact)
    for field, problem in found.items():
        raise Refused(problem, field)
    with action(rules.RECORDED, by=by):
        kept = said.evidence
        evidence = files.store_sent(kept, "evidence", record=(PERSON, person.id), by=by) if kept is not None else None
        made = ProcessingRecord(
            person_id=person.id, regime=said.regime, purposes=_joined(said.purposes), basis=said.basis,
            notice_version=said.notice_version, notice_language=said.notice_language, obtained_on=said.obtained_on,
            obtained_how=said.obtained_how, obtained_by=said.obtained_by, note=said.note,
            evidence_id=evidence.id if evidence is not None else None, **said.answers,
        )  # fmt: skip
        db.session.add(made)
    return made


def put_aside(record: ProcessingRecord, *, reason: str, by: Actor | None) -> None:
    """Take a record out of what counts, since it was made by mistake; it stays in the history with the reason.

    A withdrawal is a record of its own. Refused without a reason.
    """
    if not reason.strip():
        raise Refused(Text("Enter the reason."), "reason")
    with action(rules.MISTAKEN, by=by):
        record.archived_at, record.mistake = clock.now(), reason


def record_participation(activity: Activity, *, on: date | None = None, by: Actor) -> tuple[int, int]:
    """Record for everybody whom the papers of a mission name that they rest on their part in it: each once.

    (how many are new, how many were left out, since they refused or withdrew sharing: nobody is asked past a no.)
    """
    found = queries.concerned(activity.id)
    fresh = [each for each in found if not each.recorded]
    open_to = [each for each in fresh if not each.blocked]
    asked_by = users.name_of(by.id)
    with action(rules.RECORDED_FOR_ALL, by=by):
        for each in open_to:
            db.session.add(
                ProcessingRecord(
                    person_id=each.person.id, regime=rules.regime_of(queries.country_of(each.person)),
                    purposes=_joined(["mission", "introduction"]), basis=rules.PARTICIPATION,
                    obtained_on=on or here.today(), obtained_how="registration",
                    obtained_by=asked_by, activity_id=activity.id,
                    **dict.fromkeys(rules.BY_PARTICIPATION, rules.GIVEN),
                )
            )  # fmt: skip
    return len(open_to), len(fresh) - len(open_to)


def _joined(codes: Sequence[str]) -> str:
    return ",".join(code for code in rules.PURPOSES if code in codes)


# ------------------------------------------------------------------ what papers wait for


def check_paper(sharing: Sharing) -> None:
    """Refused while somebody whom a paper names said no and nobody has decided: it waits, and drops nobody."""
    waiting = sharing.waiting
    if stopped := [each.name for each in waiting if each.stopped]:
        raise Refused(
            Text(
                "This paper waits: a stop of use holds for %(names)s. No decision goes past that: have it lifted "
                "first, or take them off the mission.",
                names=rules.told(stopped),
            )
        )
    if waiting:
        raise Refused(
            Text(
                "This paper waits: %(names)s said no to being named in it. An administrator decides, under Consents of "
                "the mission.",
                names=rules.told([each.name for each in waiting]),
            )
        )


def check_tables(activity_id: int, people: Collection[int]) -> None:
    """The same of papers about matching tables, which both sides get."""
    for sharing in queries.at_tables(activity_id, people):
        check_paper(sharing)


def decide(activity: Activity, person_id: int, *, reason: str, by: Actor) -> int:
    """Let the papers of a mission name somebody who said no; of how many ways of sharing. Refused without a reason."""
    if not reason.strip():
        raise Refused(Text("Enter the reason."), "reason")
    found = [each for each in queries.concerned(activity.id) if each.person.id == person_id]
    if not found:
        raise NotVisible
    [concerned] = found
    if concerned.stopped:
        raise Refused(
            Text("The use of their data was stopped: lift that first, or take them off the mission."), "reason"
        )
    with action(rules.DECIDED, by=by):
        for scope in concerned.waiting:
            no = rules.hindrance(scope, concerned.standings)
            if no is not None and no.record_id is not None:
                db.session.add(
                    SharingDecision(
                        person_id=person_id, activity_id=activity.id, scope=scope, record_id=no.record_id,
                        reason=reason,
                    )
                )  # fmt: skip
    return len(concerned.waiting)


# ------------------------------------------------------------------ from the booth


def take_over_ticks(changed: Collection[tuple[str, int]], _made: Made, actor_id: int | None) -> None:
    """After any act: what a visitor ticked is on record for the person whom their lead was matched to."""
    leads = {id for table, id in changed if table == "leads"}
    if leads:
        by = db.session.get(User, actor_id) if actor_id is not None else None
        settle(queries.ticked(leads), by=by)


def settle(ticked: Collection[tuple[BoothCapture, int | None]], *, by: Actor | None) -> int:
    """Have each tick stand on record once, with the person of its lead; how many records that made.

    Where a lead was matched to somebody else, or to nobody, what stood with the wrong one is put aside.
    """
    standing = queries.from_captures([capture.id for capture, _person_id in ticked])
    number = 0
    for capture, person_id in ticked:
        there = standing.get(capture.id, [])
        wrong = [each for each in there if each.person_id != person_id]
        missing = person_id is not None and len(wrong) == len(there)
        if not (wrong or missing):
            continue
        with action(rules.TICKED, by=by):
            for each in wrong:
                each.archived_at, each.mistake = clock.now(), rules.ANOTHERS
            if missing and person_id is not None:
                db.session.add(_of_capture(capture, person_id))
                number += 1
    return number


def _of_capture(capture: BoothCapture, person_id: int) -> ProcessingRecord:
    """What a visitor ticked. An empty tick that they were shown is no yes; without a notice nobody asked them."""
    empty = rules.UNTICKED if capture.notice_version else ""
    ticked = capture.may_store or capture.may_share
    place = activities.place_of(capture.activity_id)
    country = queries.country_of_id(person_id) or place.country
    return ProcessingRecord(
        person_id=person_id, regime=rules.regime_of(country), purposes=_joined(["contact", "introduction"]),
        basis=rules.CONSENT if ticked else "", keep=rules.GIVEN if capture.may_store else empty,
        makers=rules.GIVEN if capture.may_share else empty, notice_version=capture.notice_version,
        notice_language=capture.notice_language,
        obtained_on=clock.local(capture.captured_at, place.timezone).date(), obtained_how="booth",
        obtained_by=capture.captured_by[: rules.NAME_LIMIT], activity_id=capture.activity_id, capture_id=capture.id,
    )  # fmt: skip
