"""What an activity brought, counted as its report counts it, for the report to whoever subsidised it (実績報告書)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities.models import Activity
from crm.activities.rules import TARGETS
from crm.agreements.models import Agreement
from crm.agreements.rules import COMMERCIAL, FRAMEWORK
from crm.core.days import letter_date
from crm.documents import queries
from crm.web.money import money_text


def brought(activity: Activity, language: str, until: date) -> list[str]:
    """Leads, talks and agreements up to a day, a line each, in the language of the paper; of an activity they see."""
    signed = queries.agreements_of(activity.id, as_of=until)
    commercial, framework = _by_class(signed)
    later = sum(row.signed_on is not None and row.signed_on > activity.end_on for row in signed)
    told = [
        _line(_("Leads"), str(len(queries.leads_of(activity.id)))),
        _line(_("Business talks"), str(queries.talks_of(activity.id))),
        _line(_("Commercial agreements signed"), f"{len(commercial)}{worth(commercial)}"),
        _line(_("Framework agreements signed"), str(len(framework))),
    ]
    return [*told, _signed_later(later, language, until)] if later else told


def counted(activity: Activity, until: date) -> dict[str, int]:
    """{a label of TARGETS: how many there were up to a day}: what stands beside what was aimed at."""
    return dict(zip(TARGETS.values(), queries.counted_of(activity.id, as_of=until), strict=True))


def _by_class(signed: Sequence[Agreement]) -> tuple[list[Agreement], list[Agreement]]:
    """Contracts, and frameworks apart."""
    commercial = [row for row in signed if row.agreement_class == COMMERCIAL]
    return commercial, [row for row in signed if row.agreement_class == FRAMEWORK]


def _signed_later(number: int, language: str, until: date) -> str:
    """How many of the agreements were signed after the end, as the reports say it."""
    told = ngettext(
        "%(num)d of the agreements was signed after the end, and is counted up to %(day)s.",
        "%(num)d of the agreements were signed after the end, and are counted up to %(day)s.",
        number,
        day=letter_date(language, until),
    )
    return str(told)


def _line(label: str, told: str) -> str:
    return f"{label}{_(': ')}{told}"


def worth(signed: Sequence[Agreement]) -> str:
    """In brackets what they are worth: each currency apart, and what is paid once apart from what is paid a year."""
    sums: dict[tuple[bool, str], Decimal] = {}
    for row in signed:
        if row.value is not None:
            key = (row.value_period == "annual", row.currency)
            sums[key] = sums.get(key, Decimal(0)) + row.value
    told = [
        _("%(amount)s per year", amount=money_text(amount, currency)) if yearly else money_text(amount, currency)
        for (yearly, currency), amount in sorted(sums.items())
    ]
    return _(" (%(text)s)", text=_(", ").join(told)) if told else ""
