"""Archives made, checked and brought back."""

from crm.backups.services import ledger
from crm.backups.services.archives import create, read_manifest, tidy, verify
from crm.backups.services.places import aside, refuse_company, refuse_used
from crm.backups.services.proving import prove
from crm.backups.services.restoring import bring_files, fill, secret_of
