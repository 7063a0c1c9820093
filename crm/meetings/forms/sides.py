"""Whose talk a meeting is: our office, an organisation that the activity offers, or another one that is typed."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _

from crm.contacts.forms.picks import ORGANISATIONS, OrganisationField
from crm.contacts.queries import our_organisation_id, own_name
from crm.contacts.queries.display import Named
from crm.core.cleaning import whole
from crm.meetings import queries
from crm.office import queries as offices
from crm.web.access import me
from crm.web.forms.picks import TYPED, Sent
from crm.web.locale import language

OFFERED: Final = "-offered"


class OurFirm(OrganisationField):
    """One organisation of our side. Data: its id, None for our own office.

    Those that are likely stand as ticks named `<name>-offered`, "" for our office; what is typed in the box of the pick
    goes before them.
    """

    #: [(organisation, name)] to tick; None is our office.
    offered: Sequence[tuple[int | None, str]] = ()

    def offer(self, activity_id: int | None, *, presumed: Named | None = None, but: int | None = None) -> None:
        """Have our office stand beside the box, and whom the activity names; `but` is the other side."""
        firms: list[Named] = [presumed] if presumed is not None else []
        firms += queries.firms_of_ours(activity_id, user=me())
        named = {firm.id: own_name(firm).text for firm in firms if firm.id not in (but, our_organisation_id())}
        if self.ticked is not None and self.text:
            named.setdefault(self.ticked, self.text)
        self.offered = [(None, offices.current().named(language()).text or str(_("Our office"))), *named.items()]

    @property
    def ticked(self) -> int | None:
        """Which of the offered is meant: our own office by its other name."""
        return None if self.data == our_organisation_id() else self.data

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        if formdata is None or self.name + OFFERED not in formdata or formdata.get(self.name + TYPED, "").strip():
            return
        self.sent, self.data = Sent(), whole(formdata[self.name + OFFERED])

    @classmethod
    def told(cls, sent: Any, before: int | None) -> int | None:
        """What the controls of the field say, before there is a form; `before` where they were not sent."""
        if sent.get(cls.NAME + TYPED, "").strip():
            return Sent.of(ORGANISATIONS, cls.NAME, sent).id
        return whole(sent[cls.NAME + OFFERED]) if cls.NAME + OFFERED in sent else before

    @classmethod
    def is_told(cls, sent: Any) -> bool:
        """Whether the controls of the field were sent."""
        return cls.NAME + OFFERED in sent

    NAME: Final = "our_organisation_id"
