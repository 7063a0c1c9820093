"""What is kept about people, and for how long: the pages of a person, and those of terms."""

from crm.subjects.views import people, retention
from crm.subjects.views.blueprint import bp
