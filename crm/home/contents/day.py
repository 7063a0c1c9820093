"""A reader's day: what several panels of the home page need is asked once, and only when one of them is shown."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Select

from crm.activities.models import Activity
from crm.core import here
from crm.core.permissions import Actor, Role
from crm.home import queries
from crm.outcomes import queries as outcomes
from crm.tasks import queries as tasks
from crm.watches import queries as watches


@dataclass(frozen=True)
class ReaderDay:
    """Who reads, in which language, and which day it is for them."""

    user: Actor
    today: date
    language: str

    @property
    def role(self) -> Role:
        return Role(self.user.role)

    @cached_property
    def here_today(self) -> date:
        """The day where the office stands."""
        return here.today()

    @cached_property
    def asked(self) -> Select[Any]:
        """The tasks that ask for outcomes: a company and a quarter each, they would fill the list of what is due."""
        return outcomes.reminders()

    @cached_property
    def activity(self) -> Activity | None:
        """The mission under way or ahead, with its names."""
        return queries.next_activity(self.user, today=self.today)

    @cached_property
    def mission(self) -> queries.NextMission | None:
        """The same with its programme and gaps, which take long."""
        return queries.next_mission(self.user, today=self.today)

    def head(self) -> dict[str, Any]:
        """The sentence about the day."""
        due_today, overdue = tasks.due_counts(self.user, today=self.today, apart=self.asked)
        return {
            "due_today": due_today,
            "overdue": overdue,
            "countdown": queries.days_to(self.activity, self.today) if self.activity is not None else None,
            "silent": watches.overdue_count(self.user, today=self.here_today),
        }
