"""Own fields: the administrator's form (`fields`), inside the forms of records (`fields`), and in lists (`lists`)."""

from crm.fields.forms.chosen import own_act
from crm.fields.forms.fields import FieldForm, NewFieldForm, with_own_fields, write_own
from crm.fields.forms.lists import own_extra
