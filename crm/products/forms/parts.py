"""The forms of the parts of a product: photo, price, certificate."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from crm.places.forms import AmountCurrency
from crm.products import rules
from crm.products.services import CertificateInput, PriceInput
from crm.web.forms import Amount, BaseForm, Choice, Day, Line, Tick, Whole


class PhotoForm(BaseForm):
    picture = FileField(
        _l("Photo"),
        description=_l("JPEG, PNG or WebP. Location, date and camera are not saved."),
        render_kw={"accept": "image/*"},
    )


class PriceForm(BaseForm):
    kind = Choice(_l("Kind of price"), table=rules.PRICE_KINDS, required=True, blank=None)
    amount = Amount(_l("Unit price"), required=True)
    currency = AmountCurrency(_l("Currency"))
    quantity_from = Whole(
        _l("From which quantity"), least=1, most=rules.MOST, description=_l("Empty: for any quantity.")
    )
    incoterm = Choice(_l("Trade term"), table={code: code for code in rules.INCOTERMS})
    term_place = Line(_l("Place of the trade term"), limit=100, description=_l("For example Niigata."))
    valid_from = Day(_l("Valid from"))
    valid_to = Day(_l("Valid until"), description=_l("The last day of its validity."))
    on_sheet = Tick(
        _l("Print it on the product sheet"),
        description=_l("The hosts receive the sheet too. A price without the tick is not printed on it."),
    )

    def input(self) -> PriceInput:
        """What the services take."""
        return PriceInput(**self.values())


class CertificateForm(BaseForm):
    scheme = Choice(_l("Certified for"), table=rules.SCHEMES, required=True, blank=None)
    name = Line(_l("Name or description"), limit=120, description=_l("Only for another kind of certificate."))
    number = Line(_l("Number"), limit=80)
    issued_on = Day(_l("Issued on"))
    expires_on = Day(_l("Valid until"), description=_l("The last day of its validity. Empty: no end."))
    copy = FileField(
        _l("Copy of the certificate"),
        render_kw={"accept": "application/pdf,image/png,image/jpeg"},
        description=_l("PDF, PNG or JPEG."),
    )

    def input(self) -> CertificateInput:
        """What the services take."""
        return CertificateInput(**{name: value for name, value in self.values().items() if name != "copy"})
