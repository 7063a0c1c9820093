"""The pages about tasks, one's week and plans."""

from crm.tasks.views import plans, tasks, week
from crm.tasks.views.blueprint import bp
