"""What is kept about people, for how long and where: the pages of a person, those of terms, and where it lies."""

from crm.subjects.views import locations, people, retention
from crm.subjects.views.blueprint import bp
