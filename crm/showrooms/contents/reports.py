"""A year of a showroom on paper: what was sold, by maker, and what trade took up after it was shown."""

from datetime import date
from typing import Final

from flask import render_template

from crm.core import here
from crm.core.permissions import Actor
from crm.core.sight import sees_all
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.showrooms import queries
from crm.showrooms.models import Showroom
from crm.showrooms.rules import uptake as uptake_rules
from crm.users import queries as users
from crm.web.locale import language

REPORT_PAGE: Final = "@page { size: A4; margin: 18mm 16mm 16mm 20mm; }"


def report(showroom: Showroom, since: date, until: date, *, user: Actor) -> str:
    """The report (contracts of the showroom loaded) as a whole document, in the reader's language; it holds what the
    user sees, and says so of one who does not see all."""
    spoken, office = language(), offices.current()
    return render_template(
        "showrooms/report.html", line=queries.line(showroom, spoken), since=since, until=until, office=office,
        office_lines=contact_lines(office, spoken), uptake_rules=uptake_rules,
        reader="" if sees_all(user) else users.name_of(user.id),
        found=queries.figures(showroom, since, until, by="maker", user=user, language=spoken),
        taken=queries.uptake(showroom.id, user=user, language=spoken, since=since, until=until),
        printed_on=here.today(),
    )  # fmt: skip
