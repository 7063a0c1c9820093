"""What is done for one person: told."""

from crm.subjects.services.telling import tell
