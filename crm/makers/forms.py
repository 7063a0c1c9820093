"""The forms of accounts of makers."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import Email, InputRequired

from crm.contacts.forms.picks import OrganisationField
from crm.core.languages import ENDONYMS
from crm.web.forms import BaseForm, Choice, Line
from crm.web.usual import usual

_needed = InputRequired(_l("Fill in this field."))


class InviteForm(BaseForm):
    organisation_id = OrganisationField(
        _l("Maker"),
        required=True,
        makes=False,
        description=_l("The account sees what concerns this firm, and has no other role."),
    )
    display_name = Line(_l("Full name"), required=True, limit=120)
    email = Line(
        _l("E-mail address"),
        limit=254,
        validators=[_needed, Email(_l("This is not an e-mail address."))],
        render_kw={"type": "email"},
    )
    language = Choice(
        _l("Language"), table=ENDONYMS, as_written=True, required=True, blank=None, default=lambda: usual().language
    )
    password = PasswordField(_l("First password"), validators=[_needed], render_kw={"autocomplete": "new-password"})


class FirmForm(BaseForm):
    organisation_id = OrganisationField(_l("Maker"), required=True, makes=False)
