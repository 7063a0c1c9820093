"""The form of a change of employer."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts import queries, rules
from crm.contacts.forms.likeness import is_new
from crm.contacts.forms.picks import OrganisationField, PersonPick
from crm.contacts.forms.titles import TitleFields, given_titles
from crm.contacts.models import Person
from crm.contacts.rules.posts import EmployerChange
from crm.core import here
from crm.web.forms import BaseForm, Choice, Day, Line, RecordChoice


class EmployerForm(TitleFields, BaseForm):
    post_id = RecordChoice(_l("Post that ends"), required=True)
    changed_on = Day(
        _l("First day of the new post"), required=True, description=_l("The old post ends the day before.")
    )
    reason = Choice(_l("Reason"), table=rules.END_REASONS, required=True)
    organisation_id = OrganisationField(_l("New employer in the contacts"))
    organisation_name = Line(
        _l("New employer, not in the contacts yet"), description=_l("It is created if none is chosen.")
    )
    department = Line(_l("Department"), limit=120)
    title = Line(_l("Job title"), limit=rules.TITLE_LIMIT)
    title_rank = Choice(_l("Rank for seating"), table=rules.RANK_LABELS, blank=None)
    successor = Line(
        _l("Successor at the old post"),
        description=_l("A name. A person who is not in the contacts yet is added with that post."),
    )
    successor_id = RecordChoice(_l("Which of them"))

    def __init__(self, *args: Any, posts: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post_id.options = lambda: posts
        self.pick = PersonPick(self.successor, self.successor_id)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        return self.pick.settle() and is_new(self.organisation_id, self.organisation_name) and valid

    def change(self) -> EmployerChange:
        """For the service."""
        return EmployerChange(
            post_id=self.post_id.data,
            changed_on=self.changed_on.data,
            reason=self.reason.data or "",
            organisation_id=self.organisation_id.data,
            organisation_name=self.organisation_name.data or "",
            department=self.department.data or "",
            title=self.title.data or "",
            titles=given_titles(self),
            title_rank=int(self.title_rank.data or rules.BY_TITLE),
            successor_id=self.pick.id,
            successor_name="" if self.pick.id is not None else self.successor.data or "",
        )


def current_posts(person: Person) -> list[tuple[int, str]]:
    """[(id, "organisation department title")] of the posts held today, the main one first; all must be loaded."""
    today = here.today()
    held = [post for post in person.affiliations if rules.is_current(post.from_date, post.to_date, today)]
    held.sort(key=lambda post: (not post.is_primary, post.rank, post.id))
    names = [(post, queries.own_name(post.organisation).text, queries.title_of(post)) for post in held]
    return [(post.id, " ".join(filter(None, (name, title)))) for post, name, title in names]
