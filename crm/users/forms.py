"""Sign-in, profile and account forms."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import Email, InputRequired
from wtforms.widgets import PasswordInput

from crm.core.languages import ENDONYMS
from crm.core.permissions import ROLE_LABELS, STAFF
from crm.core.texts import N_
from crm.core.zones import ZONES
from crm.users import queries
from crm.web.forms import BaseForm, Choice, Line, RecordChoice, Tick
from crm.web.listings import records
from crm.web.usual import usual

#: Who works here. An account of a maker is made on a page of its own, with the firm that it belongs to.
_STAFF_LABELS: Final[dict[str, str]] = {role: ROLE_LABELS[role] for role in STAFF}

_needed = InputRequired(_l("Fill in this field."))
_address = Email(_l("This is not an e-mail address."))


class StaffField(RecordChoice):
    """One of those who work here; who has left stays where a record names them."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, options=queries.options, kept=_left, **kwargs)


#: The filter of a list by who is in charge.
OWNER: Final = records(
    "owner",
    N_("Person in charge"),
    named=lambda ids, _who: {id: queries.name_of(id) for id in ids},
    options=lambda _who, _user: queries.options(),
    one=True,
)


def _left(id: int) -> str:
    name = queries.name_of(id)
    return _("%(name)s (account closed)", name=name) if name else ""


class SignInForm(BaseForm):
    email = Line(
        _l("E-mail address"),
        required=True,
        limit=254,
        render_kw={"autocomplete": "username", "type": "email"},
    )
    password = PasswordField(_l("Password"), validators=[_needed], render_kw={"autocomplete": "current-password"})


class FirstForm(BaseForm):
    """The first administrator. What was typed stays, the password as well: nothing of it is stored anywhere."""

    secret = Line(
        _l("Secret from the terminal"),
        required=True,
        limit=100,
        description=_l("The part after the # in the address that was printed when Musubi was started."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "data-from-address": "1"},
    )
    display_name = Line(_l("Full name"), required=True, limit=120, render_kw={"autocomplete": "name"})
    email = Line(
        _l("E-mail address"),
        limit=254,
        validators=[_needed, _address],
        render_kw={"autocomplete": "username", "type": "email"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[_needed],
        widget=PasswordInput(hide_value=False),
        render_kw={"autocomplete": "new-password"},
    )
    timezone = Choice(_l("Time zone"), table=ZONES, required=True, blank=None)


class LinkForm(BaseForm):
    email = Line(
        _l("E-mail address"),
        limit=254,
        validators=[_needed, _address],
        render_kw={"autocomplete": "username", "type": "email"},
    )


class ForgottenForm(BaseForm):
    password = PasswordField(_l("New password"), validators=[_needed], render_kw={"autocomplete": "new-password"})


class ProfileForm(BaseForm):
    display_name = Line(_l("Full name"), required=True, limit=120)
    language = Choice(_l("Language"), table=ENDONYMS, as_written=True, required=True, blank=None)
    timezone = Choice(_l("Time zone"), table=ZONES, required=True, blank=None)


class PasswordForm(BaseForm):
    current = PasswordField(
        _l("Current password"), validators=[_needed], render_kw={"autocomplete": "current-password"}
    )
    password = PasswordField(_l("New password"), validators=[_needed], render_kw={"autocomplete": "new-password"})


class NewUserForm(BaseForm):
    email = Line(_l("E-mail address"), limit=254, validators=[_needed, _address], render_kw={"type": "email"})
    display_name = Line(_l("Full name"), required=True, limit=120)
    role = Choice(_l("Role"), table=_STAFF_LABELS, required=True, blank=None, default="coordinator")
    language = Choice(
        _l("Language"), table=ENDONYMS, as_written=True, required=True, blank=None, default=lambda: usual().language
    )
    password = PasswordField(_l("First password"), validators=[_needed], render_kw={"autocomplete": "new-password"})


class UserForm(BaseForm):
    display_name = Line(_l("Full name"), required=True, limit=120)
    role = Choice(_l("Role"), table=_STAFF_LABELS, required=True, blank=None)
    active = Tick(_l("May sign in"))


class RepresentativeForm(BaseForm):
    """Of an account of a maker, whose role and firm stand elsewhere."""

    display_name = Line(_l("Full name"), required=True, limit=120)
    active = Tick(_l("May sign in"))


class SecondForm(BaseForm):
    """The code that the app shows; a recovery code is longer."""

    code = Line(
        _l("Sign-in code"),
        required=True,
        limit=40,
        render_kw={
            "autocomplete": "one-time-code",
            "inputmode": "text",
            "autocapitalize": "off",
            "spellcheck": "false",
        },
    )


class ProveForm(BaseForm):
    """Whoever changes how an account is entered says the password once more."""

    password = PasswordField(
        _l("Current password"), validators=[_needed], render_kw={"autocomplete": "current-password"}
    )
