"""The currency of an amount, which asks for the exchange rate there and then where none is known."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import Form
from wtforms.fields.core import Field
from wtforms.validators import ValidationError

from crm.core import here
from crm.core.cleaning import BadText, parse_decimal
from crm.core.permissions import Actor, Permission
from crm.places import queries, services
from crm.places.rules import RATE_DECIMALS
from crm.web.access import can
from crm.web.forms import Currency, translate

RATE, OF = "-rate", "-of"


class AmountCurrency(Currency):
    """The currency of the amount in the field `of` of the same form, paid on the day in the field `on` (else today).

    Without a rate up to that day the form comes back once with a question: what one unit costs. What is answered is
    kept by `keep_rates`; an empty answer leaves the amount uncounted, as figures then say. Only who may change rates is
    asked.
    """

    def __init__(self, label: Any = None, *, of: str = "amount", on: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.of, self.on = of, on
        self.asks = False  #: whether the field of the rate stands beside it
        self.typed = ""
        self.rate: Decimal | None = None
        self.day = date.min

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        if formdata is None or not can(Permission.PLACES_WRITE):
            return
        if formdata.get(self.rate_name + OF) == self.data:  # another currency is another question
            self.asks, self.typed = True, str(formdata.get(self.rate_name, "")).strip()

    @property
    def rate_name(self) -> str:
        """The control that the rate is typed into."""
        return self.name + RATE

    @property
    def book(self) -> str:
        """What the rate is told in."""
        return here.currency()

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        self.day = (form[self.on].data if self.on else None) or here.today()
        if self.asks:
            self.rate = self._read()
        elif (
            can(Permission.PLACES_WRITE)
            and self._is_new(form)
            and queries.rate(self.data, here.currency(), self.day) is None
        ):
            self.asks = True
            raise ValidationError(
                _(
                    "No exchange rate is known for %(currency)s. Enter it, or leave it empty and save again.",
                    currency=self.data,
                )
            )

    def _is_new(self, form: Any) -> bool:
        """Whether an amount is entered in a currency that was not asked about before, by somebody to be asked."""
        amount: Field = form[self.of]
        asked_before = bool(amount.object_data) and self.data == self.object_data
        return bool(amount.data) and can(Permission.PLACES_WRITE) and not asked_before

    def _read(self) -> Decimal | None:
        if not self.typed or self.data == here.currency():
            return None
        try:
            rate = parse_decimal(self.typed, RATE_DECIMALS)
        except BadText as bad:
            raise ValidationError(translate(bad.text)) from bad
        if not 0 < rate < Decimal(10) ** 9:
            raise ValidationError(_("A rate must be above zero."))
        return rate


def keep_rates(form: Form, *, by: Actor) -> None:
    """Write the rates that were typed beside amounts into the table, before the amounts are counted."""
    told = {(field.data, field.day): field.rate for field in _asked(form) if field.rate is not None}
    for (currency, day), rate in told.items():
        if queries.rate(currency, here.currency(), day) is None:
            source = str(_("Entered with an amount"))
            services.add_rate(day=day, base=currency, quote=here.currency(), rate=rate, source=source, by=by)


def _asked(form: Any) -> Iterator[AmountCurrency]:
    for field in form:
        if isinstance(field, AmountCurrency):
            yield field
        for entry in getattr(field, "entries", ()):
            if isinstance(getattr(entry, "form", None), Form):
                yield from _asked(entry.form)
