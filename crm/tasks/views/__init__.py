"""The pages about tasks and plans."""

from crm.tasks.views import plans, tasks
from crm.tasks.views.blueprint import bp
