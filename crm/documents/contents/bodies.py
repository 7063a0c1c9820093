"""The organisations that a pack or report is about: what people typed is printed with the one form of their names."""

from collections.abc import Iterable, Iterator

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.documents.contents.briefing import Briefing
from crm.documents.contents.frozen import FrozenReport
from crm.documents.contents.report import Report


def bodies(content: Briefing | Report) -> list[Organisation]:
    """Each once; names loaded."""
    return list({body.id: body for body in _named(content) if body is not None}.values())


def named_in(text: str, among: Iterable[Organisation]) -> list[Organisation]:
    """Those of them whose names a text is, a line each, in whatever language; none where a line is anything else."""
    of = {name.text: body for body in among for name in body.names}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [of[line] for line in lines] if all(line in of for line in lines) else []


def nameless(content: Briefing | Report | FrozenReport) -> list[Organisation]:
    """Those of them that have no name in the language of the document: each stands as in its own. What was frozen with
    an approval stays as it is.
    """
    return [] if isinstance(content, FrozenReport) else contacts.nameless(bodies(content), content.wish.language)


def _named(content: Briefing | Report) -> Iterator[Organisation | None]:
    facts = content.facts
    yield from (facts.activity.host_organisation, facts.activity.sender_organisation)
    yield from (visit.organisation for visit in facts.appointments)
    yield from (part.organisation for part in facts.delegation)
    if isinstance(content, Briefing):
        cases = content.cases
    else:
        cases = [move.negotiation for move in content.moves]
        yield from (talk.meeting.organisation for talk in content.talks)
        yield from (maker for maker, _sum in content.goods)
    yield from (case.counterpart for case in cases)
    # Who said what is wanted there, or organises along, is typed: found by the name, each has its one form, too.
    towns = content.towns if isinstance(content, Briefing) else [content.market]
    typed = [facts.activity.co_organisers, *(signal.source for town in towns for signal in town.demand)]
    yield from contacts.organisations_called({line.strip() for text in typed for line in text.splitlines()}).values()
