"""Whatever the product answers that is a paper or a file: where it is compared with what was typed, or why it is not.

`tests/house/test_prints.py` finds the views in the code; a new one is named here by whoever writes it.
"""

#: {endpoint: the walks that compare it}
COMPARED = {
    "activities.approval_paper": ("2013", "2015"),
    "activities.subsidy_file": ("2013", "2015"),
    "activities.subsidy_paper": ("2013", "2015"),
    "documents.blank_pdf": ("2013", "2015"),
    "documents.lead_pdf": ("2013",),
    "documents.mission": ("2015",),
    "documents.preview": ("2013", "2015"),
    "documents.report_preview": ("2013", "2015"),
    "documents.report_print": ("2013", "2015"),
    "documents.report_word": ("2013", "2015"),
    "documents.talk_pdf": ("2013", "2015"),
    "files.record": ("2013", "2015"),
    "handouts.paper": ("2013", "2015"),
    "initiatives.roles_paper": ("2015",),
    "letters.all_pdf": ("2013",),
    "letters.enclosed": ("2015",),
    "letters.pdf": ("2015",),
    "letters.preview": ("2013", "2015"),
    "letters.word": ("2013", "2015"),
    "matching.print_table": ("2013",),
    "matching.workbook": ("2013",),
    "missions.calendar_feed": ("2013", "2015"),
    "missions.calendar_file": ("2013", "2015"),
    "products.samples_paper": ("2015",),
    "visas.paper": ("2013",),
}
#: {endpoint: why no walk compares it}
ELSEWHERE = {
    "activities.hand_in": "files what subsidy_paper prints",
    "booths.slips": "empty slips of consent, of no mission: tests/booths/test_slips.py",
    "documents.product_pdf": "one product, of no mission: tests/documents/test_product_sheets.py",
    "fairs.packing": "what goes to a fair, of no mission: tests/fairs",
    "fairs.shifts": "who stands at a fair when, of no mission: tests/fairs/test_papers.py",
    "handouts.application": "what somebody typed into the form of a call: tests/applications, tests/handouts",
    "insights.fair_paper": "the figures of a fair, of no mission: tests/insights/test_fairs.py",
    "insights.places_paper": "two places side by side, of no mission: tests/insights/test_places.py",
    "insights.month_paper": "the figures of the whole office: tests/insights, tests/sample/test_board.py",
    "insights.book": "the figures of the whole office: tests/insights",
    "interchange.vcard": "one contact, whoever they travel with: tests/interchange",
    **{
        f"interchange.pattern_{code}": "headings of an empty table: tests/interchange, tests/showrooms/test_tables.py"
        for code in (
            "access",
            "assessments",
            "booths",
            "demand",
            "exhibits",
            "products",
            "rivals",
            "routes",
            "series",
            "showrooms",
        )
    },
    "launches.sheet": "a line of products over years, of no mission: tests/launches",
    "lists.file": "the lists of the whole office: tests/lists",
    "makers.statement": "what one maker gets of a showroom's sales, of no mission: tests/makers/test_settlements.py",
    "outcomes.summary_file": "half a year after the mission: tests/outcomes",
    "panels.of_record": "a part of a page",
    "subjects.everything": "one person, whatever they took part in: tests/subjects/test_telling.py",
    "showrooms.statement": "the sales of a showroom, of no mission: tests/showrooms",
    "showrooms.partner_paper": "the same for who holds the partner's link: tests/showrooms/test_partners.py",
    "showrooms.report": "the sales of a showroom and what trade took up, of no mission: tests/showrooms/test_uptake.py",
    "showrooms.labels": "the goods of a showroom, of no mission: tests/showrooms",
    "talks.rounds_sheet": "the rounds of one case, of no mission: tests/talks/test_rounds_pages.py",
}
