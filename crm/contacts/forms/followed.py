"""What every list of whom we stay in touch with shows and is narrowed by: the last contact, and what comes next."""

from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup

from crm.contacts.queries.above import CONTACT, DUE, LAST_CONTACT, NEXT_STEP
from crm.core import here
from crm.core.paging import Page
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.tasks import contents as tasks
from crm.tasks.models import Task
from crm.web.access import can
from crm.web.forms import translate
from crm.web.listings import Asked, Column, Reader, cells, coded, flag

SILENT: Final = coded(
    "silent", N_("Last contact"), {"30": N_("none for 30 days"), "90": N_("none for 90 days")}, one=True
)
#: The orders that the two columns stand for.
TO_FOLLOW: Final = (*DUE, *CONTACT)
STEPLESS: Final = flag("stepless", N_("Next step"), N_("none"))


def followed(asked: Asked, user: Actor) -> dict[str, Any]:
    """What these two filters set of the conditions of a list."""
    days = asked.one("silent")
    return {"silent": (int(days), user) if days else None, "stepless": user if asked.one("stepless") else None}


def heard(sort: str = "") -> Column:
    """What people did with each other, not what somebody edited."""
    return Column(
        "last_contact",
        N_("Last contact"),
        lambda line, _who: line.last_contact,
        lambda line, who: who.brief(line.last_contact),
        sort=sort,
        css="r",
        phone=False,
        needs=LAST_CONTACT,
    )


def telling(rows: Callable[..., Page[Any]]) -> Callable[..., Page[Any]]:
    """The rows of a list, which say what comes next in the reader's language."""

    def told(wanted: Any, *, language: str, **how: Any) -> Page[Any]:
        found = rows(wanted, language=language, **how)
        steps = [line.step for line in found.rows if line.step is not None]
        said = tasks.told([step.row for step in steps if isinstance(step.row, Task)], language)
        for line in found.rows:
            if line.step is not None:
                mine = isinstance(line.step.row, Task)
                line.step_text = said[line.step.row.id] if mine else line.step.typed or translate(line.step.word)
        return found

    return told


def ahead(*, default: bool = True) -> Column:
    """What comes next, and by when; a task is put off by a week in place. `default`: a list shows it unasked."""
    return Column(
        "step",
        N_("Next step"),
        lambda line, _who: line.step_text,
        _step,
        sort="due",
        needs=NEXT_STEP,
        phone=False,
        acts=True,
        default=default,
        also=(Column("due", N_("Due date"), lambda line, _who: line.step.due if line.step else None),),
    )


def _step(line: Any, who: Reader) -> Markup:
    if line.step is None:
        return cells.EMPTY
    day = who.brief(line.step.due)
    shown = cells.toned(day, "t-bad") if line.step.due < who.once(here.today) else day
    below = cells.joined([shown, postponed(line.step.row, line.step_text, who)], " ")
    return cells.joined([who.said(line.step_text), cells.sub(below)])


def postponed(step: Any, text: str, who: Reader) -> Markup:
    """The button that puts a task off by a week; nothing for what is no task, and for whoever may not."""
    if not isinstance(step, Task) or not who.once(can, Permission.TASKS_WRITE):
        return cells.EMPTY
    return put_off(who.path("tasks.week", step.id), text, who)


def put_off(path: str, text: str, who: Reader) -> Markup:
    """The button that puts something off by a week, by what it says."""
    label = who.words(N_("+1 week: %(task)s")) % {"task": text}
    return cells.act(path, who.words(N_("+1 week")), label)
