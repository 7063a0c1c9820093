"""What tasks say to a reader: what the product wrote in the reader's language, what somebody typed as it stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import current_app, g

from crm.core.database import db
from crm.core.languages import LOCALES
from crm.tasks.models import Task

#: A sentence of the product's own in a language (its tag).
Saying = Callable[[str], str]
#: {task id: what the product wrote as its text} of those among the tasks that a capability made by itself.
Teller = Callable[[Sequence[Task]], Mapping[int, Saying]]
#: What stands for a name in a sentence whose words alone are looked at.
_NAME = "\N{OBJECT REPLACEMENT CHARACTER}"


def told(tasks: Iterable[Task], language: str) -> dict[int, str]:
    """{task id: its text for readers of a language}. A text that somebody changed is theirs, and stays as it is."""
    listed = list(tasks)
    tellers: Sequence[Teller] = current_app.extensions["task_tellers"]
    known: dict[int, Any] = {}
    for teller in tellers if listed else ():
        known |= teller(listed)
    return {task.id: _told(task, known.get(task.id), language) for task in listed}


def worded(tasks: Iterable[Task], sentence: Callable[[str, str], str]) -> list[int]:
    """The ids of those whose text may be a sentence of the product's: it begins and ends so in one of the languages.
    `sentence` is (a name, language) -> the sentence. No statement is sent: most tasks are somebody's own words."""
    parts = [sentence(_NAME, language).split(_NAME) for language in LOCALES]
    shapes = [(said[0], said[-1]) for said in parts]
    return [task.id for task in tasks if any(task.text.startswith(a) and task.text.endswith(z) for a, z in shapes)]


def text_of(task: Task, language: str) -> str:
    """What one task says. A page shows many: those that are loaded are asked for at once."""
    known: dict[tuple[str, int, str], str] = g.setdefault("task_texts", {})
    if (language, task.id, task.text) not in known:
        rows = loaded_beside(task)
        texts = told(rows, language)
        known.update({(language, row.id, row.text): texts[row.id] for row in rows})
    return known[language, task.id, task.text]


def go_on(tasks: Iterable[Task]) -> None:
    """Tell the page that none of these open tasks rests, where they were found so."""
    g.setdefault("task_rests", {}).update({(task.id, task.status): "" for task in tasks})


def loaded_beside(task: Task) -> list[Task]:
    """The task and all others that the session has loaded."""
    others = (row for row in db.session.identity_map.values() if isinstance(row, Task) and "text" in row.__dict__)
    return list({row.id: row for row in (*others, task)}.values())


def _told(task: Task, saying: Saying | None, language: str) -> str:
    if saying is None or task.text not in map(saying, LOCALES):
        return task.text
    return saying(language)
