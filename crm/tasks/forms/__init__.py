"""What is typed about tasks and plans, and the list of tasks as data."""

from crm.tasks.forms.forms import PlanForm, PostponeForm, ReassignForm, TaskForm
from crm.tasks.forms.lists import TASKS_LIST
