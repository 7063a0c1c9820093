"""The summary for the subsidy body: on paper and as a workbook, with the rules by which it is counted."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from crm.core import here
from crm.core.languages import LOCALES
from crm.files.rules import safe_name
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.outcomes.queries import Elsewhere, SummaryLine, Unlisted
from crm.pdf import styles
from crm.pdf.render import render
from crm.tables import Cell, FileColumn, write_xlsx
from crm.web.money import currency_name, money_text, rate_text


def html(lines: Sequence[SummaryLine], left_out: Unlisted, language: str) -> str:
    """The summary as a document in its own language."""
    template = current_app.jinja_env.get_template("outcomes/paper.html")
    with force_locale(LOCALES[language]):
        return template.render(
            lines=lines,
            left_out=left_out,
            page_lang=language,
            title_of=title,
            office=offices.current(),
            printed_on=here.today(),
        )


def pdf(lines: Sequence[SummaryLine], left_out: Unlisted, language: str) -> bytes:
    """The summary as PDF: a page or two, a second of work. Raises pdf.RenderFailed."""
    folder = Path(current_app.static_folder or "static") / "css"
    return render(
        html(lines, left_out, language), assets={}, css=styles.texts(folder, language), tighter=styles.TIGHTER
    )


def file_name(language: str, ending: str) -> str:
    """What the download is called."""
    with force_locale(LOCALES[language]):
        return safe_name(f"{_('Outcomes of the activities asked about')} {here.today().isoformat()}.{ending}")


def workbook(lines: Sequence[SummaryLine], language: str) -> bytes:
    """A line for each activity."""
    with force_locale(LOCALES[language]), TemporaryDirectory() as folder:
        book = currency_name(here.currency())
        heads = [
            FileColumn(_("Activity"), 40),
            FileColumn(_("End"), 12),
            FileColumn(_("Questions asked"), 10),
            FileColumn(_("Answered"), 10),
            FileColumn(_("To be reviewed"), 12),
            FileColumn(_("Written down by the office"), 12),
            FileColumn(_("Talks continuing"), 12),
            FileColumn(_("In contact, no talk yet"), 12),
            FileColumn(_("Ended without an order"), 12),
            FileColumn(_("Orders reported"), 12),
            FileColumn(_("Orders expected"), 12),
            FileColumn(_("Amount reported (%(currency)s)", currency=book), 18),
            FileColumn(_("Amounts not convertible"), 12),
            FileColumn(_("Agreements on record"), 12),
            FileColumn(_("Value of agreements in total (%(currency)s)", currency=book), 18),
            FileColumn(_("Value of agreements per year (%(currency)s)", currency=book), 18),
            FileColumn(_("Values not convertible"), 12),
            FileColumn(_("Rate"), 40),
            FileColumn(_("Agreements counted with another mission"), 40),
        ]
        rows: list[list[Cell]] = [
            [
                title(line.activity.names, language),
                line.activity.end_on,
                line.tally.asked,
                line.tally.answered,
                line.tally.unconfirmed,
                line.tally.by_office,
                line.tally.continuing,
                line.tally.contacts,
                line.tally.ended,
                line.tally.orders,
                line.tally.expected,
                line.tally.booked,
                line.tally.unconverted,
                line.agreements,
                line.agreed.once,
                line.agreed.yearly,
                line.agreements_unconverted,
                _("; ").join(_rate(*used) for used in sorted({*line.tally.rates, *line.agreed_rates})),
                _("; ").join(_away(away, language) for away in line.elsewhere),
            ]
            for line in lines
        ]
        path = Path(folder) / "summary.xlsx"
        write_xlsx(path, _("Outcomes of the activities asked about"), heads, rows)
        return path.read_bytes()


def _away(away: Elsewhere, language: str) -> str:
    """With which mission how many agreements to the orders of a line count."""
    where = title(away.activity.names, language) if away.activity is not None else _("another mission")
    return f"{where}{_(': ')}{away.agreements}"


def _rate(currency: str, rate: Decimal, day: date) -> str:
    """At which rate, of which day, an amount was converted."""
    one, cost = money_text(Decimal(1), currency), rate_text(rate)
    return str(_("%(one)s = %(rate)s (%(day)s)", one=one, rate=cost, day=day.isoformat()))
