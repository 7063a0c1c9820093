"""Fields that people type into: text, dates, times, amounts and numbers, read as people write them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Optional, StopValidation, ValidationError

from crm.core import cleaning, here
from crm.core.money import decimals
from crm.web.forms.texts import translate
from crm.web.money import currency_name

LINE_LIMIT = 200
#: Above it no number is meant that people type.
UNLIKELY: Final = 2_000_000_000
PROSE_LIMIT = 20_000


class MayBeEmpty(Optional):
    """Asks no more of an empty field. What its `pre_validate` found stays; WTForms' own would forget it.

    It ends the chain: a validator behind it, and a form's `validate_name`, never see an empty field. What is needed
    only beside something else is asked for in the form's `validate`; a test holds this.
    """

    def __call__(self, form: Any, field: Any) -> None:
        found = list(field.errors)[len(field.process_errors) :]
        try:
            super().__call__(form, field)
        except StopValidation:
            field.errors = found if field.raw_data else []
            raise


class Line(StringField):
    """One line of typed text, cleaned (NFC, no control or bidi characters), at most `limit` characters."""

    def __init__(self, label: Any = None, *, limit: int = LINE_LIMIT, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [DataRequired(_l("Fill in this field."))] if required else [MayBeEmpty()])
        super().__init__(label, **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            self.data = self.data or ""  # a field that was not sent is empty, never None
            return
        self.data = valuelist[0]
        self.data = _clean(cleaning.line, valuelist[0], self.limit)

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation()


class Code(Line):
    """What somebody or something is numbered by: letters and digits of any script, with few signs between them."""

    SIGNS = frozenset(" -‐－–_./·・#＃()（）〒")

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if any(not (sign.isalnum() or sign in self.SIGNS) for sign in self.data or ""):
            raise ValidationError(gettext("A code consists of letters, digits, spaces and hyphens."))


class Prose(TextAreaField):
    """Several lines of typed text, cleaned, at most `limit` characters."""

    def __init__(self, label: Any = None, *, limit: int = PROSE_LIMIT, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [DataRequired(_l("Fill in this field."))] if required else [MayBeEmpty()])
        super().__init__(label, **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            self.data = self.data or ""  # a field that was not sent is empty, never None
            return
        self.data = valuelist[0]
        self.data = _clean(cleaning.prose, valuelist[0], self.limit)

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation()


def _clean(cleaner: Callable[[str, int], str], text: str, limit: int) -> str:
    try:
        return cleaner(text, limit)
    except cleaning.BadText as bad:
        raise ValueError(translate(bad.text)) from bad


def _sent(field: Any) -> str:
    """What was typed and could not be read."""
    return " ".join(map(str, field.raw_data or ()))


class Day(DateField):
    """A calendar date, as the browser's date field sends it or typed (2026年12月1日, R8.12.1)."""

    def __init__(self, label: Any = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Fill in this field."))] if required else [MayBeEmpty()])
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = valuelist[0] if valuelist else ""
        if not text.strip():
            self.data = None
            return
        try:
            self.data = cleaning.parse_date(text)
        except cleaning.BadText as bad:
            self.data = None
            raise ValueError(translate(bad.text)) from bad

    def _value(self) -> str:
        """What was read stands as the browser's date field has it: that shows nothing of 2026年12月1日."""
        return self.data.isoformat() if self.data is not None else _sent(self)


class DueDay(Day):
    """By when something is to be done: a day that is decades away is a slip of the keys."""

    MOST_AWAY = timedelta(days=20 * 366)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data is not None and abs(self.data - here.today()) > self.MOST_AWAY:
            raise ValidationError(gettext("Check the year: nothing is due more than twenty years from today."))


#: Nobody writes down here what happened before: an earlier year is a slip of the keys.
SINCE: Final = date(1990, 1, 1)


def _check_past(day: date | None) -> None:
    if day is not None and day < SINCE:
        raise ValidationError(
            gettext("Check the year: nothing that happened before %(year)s is entered here.", year=SINCE.year)
        )


class PastDay(Day):
    """On which day something of the office's work happened."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        _check_past(self.data)


class Clock(TimeField):
    """A wall-clock time, as the browser's time field sends it or typed (14時10分, 14:10着)."""

    def __init__(self, label: Any = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Fill in this field."))] if required else [MayBeEmpty()])
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text, self.data = valuelist[0] if valuelist else "", None
        if not text.strip():
            return
        try:
            self.data = cleaning.parse_time(text)
        except cleaning.BadText as bad:
            raise ValueError(translate(bad.text)) from bad

    def _value(self) -> str:
        return f"{self.data:%H:%M}" if self.data is not None else _sent(self)


class LocalDateTime(DateTimeLocalField):
    """A wall-clock date and time at which something happened; its zone is another field."""

    def __init__(self, label: Any = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Fill in this field."))] if required else [MayBeEmpty()])
        kwargs.setdefault("format", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
        super().__init__(label, **kwargs)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        _check_past(self.data.date() if self.data is not None else None)


def _counted(text: str, places: int) -> Decimal:
    """A decimal as it is typed, also in tens of thousands: 0.2万 is 2,000."""
    if not text.strip().endswith(("万", "萬", "만")):
        return cleaning.parse_decimal(text, places)
    counted = cleaning.parse_decimal(text.strip()[:-1], places + 4) * 10_000
    return cleaning.parse_decimal(f"{counted.normalize():f}", places)


class Amount(StringField):
    """An amount of money or another decimal; full-width digits, thousands commas, 万 are read. Data: Decimal or None.

    `places` is how many decimals may stand: 2 for money, 6 for a rate, 0 for yen and won.
    """

    def __init__(
        self,
        label: Any = None,
        *,
        required: bool = False,
        least: Decimal | None = Decimal(0),
        places: int = 2,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Fill in this field."))] if required else [MayBeEmpty()])
        kwargs.setdefault("render_kw", {"inputmode": "decimal"})
        super().__init__(label, **kwargs)
        self.least, self.places = least, places

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = None
        if not text.strip():
            return
        try:
            amount = _counted(text, self.places)
        except cleaning.BadText as bad:
            raise ValueError(translate(bad.text)) from bad
        self.data = amount  # type: ignore[assignment]  # the stubs know StringField for text only
        if self.least is not None and amount < self.least:
            raise ValueError(gettext("The amount must not be below %(least)s.", least=self.least))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        text = "" if self.data is None else f"{self.data:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class BookAmount(Amount):
    """An amount in the office's currency, which stands behind its label."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        currency = here.currency()
        told = gettext("%(what)s (%(currency)s)", what=label, currency=currency_name(currency))
        super().__init__(told, places=decimals(currency), **kwargs)


LAST_YEAR: Final = 9999


class Within:
    """A whole number from `least` to `most`, told as a sentence of ours; what nobody means to type is too large."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse what lies outside."""
        if field.data is None or self.least <= field.data <= self.most:
            return
        if self.most >= UNLIKELY:
            if field.data > self.most:
                raise ValidationError(gettext("This number is too large."))
            raise ValidationError(gettext("Enter a whole number of at least %(least)s.", least=self.least))
        most = f"{self.most:,}" if self.most > LAST_YEAR else str(self.most)  # a year has no comma
        raise ValidationError(gettext("Enter a whole number from %(least)s to %(most)s.", least=self.least, most=most))


class Whole(IntegerField):
    """A whole number of at least `least` and at most `most`; what cannot be read is told once, in our own words."""

    def __init__(
        self,
        label: Any = None,
        *,
        required: bool = False,
        least: int = 0,
        most: int = UNLIKELY,
        **kwargs: Any,
    ) -> None:
        first = InputRequired(_l("Fill in this field.")) if required else MayBeEmpty()
        kwargs.setdefault("validators", [first, Within(least, most)])
        kwargs.setdefault("render_kw", {"inputmode": "numeric"})
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = None
        if not text.strip():
            return
        try:
            self.data = int(cleaning.parse_decimal(text, 0))
        except cleaning.BadText as bad:
            raise ValueError(gettext("Enter a whole number; a thousand is 1000 or 1,000.")) from bad

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation()
