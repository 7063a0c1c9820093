"""What stands in a document (`briefing`, `report`), how names are written in it, and how it becomes paper."""

from crm.documents.contents.blanks import blanks
from crm.documents.contents.bodies import nameless
from crm.documents.contents.briefing import Briefing, briefing
from crm.documents.contents.carried import unconfirmed
from crm.documents.contents.editions import (
    advised,
    as_word,
    begun,
    drafted,
    filled,
    frozen,
    imprint,
    no_agreement,
    no_post,
    objections,
    own_imprint,
    redrafted,
    told,
)
from crm.documents.contents.estimate import count_pages
from crm.documents.contents.frozen import FrozenReport
from crm.documents.contents.gathered import report
from crm.documents.contents.goods import product_html, product_lacking, product_sheet
from crm.documents.contents.imprint import Imprint
from crm.documents.contents.lacking import lacking, standing
from crm.documents.contents.names import place_called, post_called, tongue
from crm.documents.contents.outlook import outlook
from crm.documents.contents.paper import (
    PREVIEW_SHEETS,
    Content,
    bare_html,
    digests,
    file_name,
    pdf,
    untranslated,
)
from crm.documents.contents.report import Report
from crm.documents.contents.sheets import LeadSheet, lead_sheet, sheet_html, sheet_pdf, talk_sheet
