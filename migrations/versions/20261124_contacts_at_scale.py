"""Contacts at scale (search, lists, import, merge, cards, tags, own fields), division of roles, calendar feeds.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


FTS5 = """tokenize="ascii tokenchars '|/$'", content='', contentless_delete=1"""
GRAMS = ("lookup_names", "lookup_texts")


def upgrade() -> None:
    op.create_table(
        "lookup_entries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup_entries")),
    )
    with op.batch_alter_table("lookup_entries", schema=None) as batch_op:
        batch_op.create_index("ix_lookup_entries_record", ["record_type", "record_id"], unique=True)

    op.create_table(
        "field_definitions",
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'date', 'choice')", name=op.f("ck_field_definitions_known_kind")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_field_definitions_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_field_definitions_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_definitions")),
    )
    with op.batch_alter_table("field_definitions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_definitions_record_type"), ["record_type"], unique=False)

    op.create_table(
        "import_batches",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("storage_name", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("delimiter", sa.String(length=1), nullable=False),
        sa.Column("sheet", sa.String(length=100), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("take_hidden", sa.Boolean(), nullable=False),
        sa.Column("hidden_rows", sa.Integer(), nullable=False),
        sa.Column("serials_1904", sa.Boolean(), nullable=False),
        sa.Column("header_line", sa.Integer(), nullable=False),
        sa.Column("first_line", sa.Integer(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("signature", sa.String(length=32), nullable=False),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_import_batches_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_import_batches_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_import_batches_storage_name")),
    )
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.create_index("ix_import_batches_owner", ["created_by_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_batches_state"), ["state"], unique=False)

    op.create_table(
        "import_profiles",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("signature", sa.String(length=32), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_import_profiles_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_import_profiles_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_profiles")),
    )
    with op.batch_alter_table("import_profiles", schema=None) as batch_op:
        batch_op.create_index("uq_import_profiles_signature", ["kind", "signature"], unique=True)

    op.create_table(
        "list_exports",
        sa.Column("list_name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.String(length=4000), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("substitute", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("storage_name", sa.String(length=64), nullable=True),
        sa.Column("unwritable", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_list_exports_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_list_exports_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_exports")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_list_exports_storage_name")),
    )
    op.create_table(
        "merge_rules",
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_merge_rules_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_merge_rules_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_rules")),
    )
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.Column("loser_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("loser_name", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("journal", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_merges_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name=op.f("fk_merges_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merges_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_merges_loser_id"), ["loser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merges_survivor_id"), ["survivor_id"], unique=False)

    op.create_table(
        "saved_views",
        sa.Column("list_name", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=4000), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("pinned_for_all", sa.Boolean(), nullable=False),
        sa.Column("usual", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_saved_views_created_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_saved_views_owner_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_saved_views_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_views_list_name"), ["list_name"], unique=False)
        batch_op.create_index("ix_saved_views_owner", ["owner_id", "list_name"], unique=False)

    op.create_table(
        "tags",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("colour", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_tags_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_tags_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("key", name=op.f("uq_tags_key")),
    )
    op.create_table(
        "target_lists",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('people', 'organisations')", name=op.f("ck_target_lists_known_kind")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_target_lists_created_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_target_lists_owner_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_target_lists_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_lists")),
    )
    with op.batch_alter_table("target_lists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_lists_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_target_lists_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "field_labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["field_definitions.id"], name=op.f("fk_field_labels_field_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_labels")),
        sa.UniqueConstraint("field_id", "language", name=op.f("uq_field_labels_field_id_language")),
    )
    op.create_table(
        "field_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["field_definitions.id"], name=op.f("fk_field_options_field_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_options")),
        sa.UniqueConstraint("field_id", "key", name=op.f("uq_field_options_field_id_key")),
    )
    op.create_table(
        "import_rows",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("record_version", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=24), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undone", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_import_rows_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_import_rows")),
    )
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.create_index("ix_import_rows_digest", ["digest"], unique=False)
        batch_op.create_index("ix_import_rows_record", ["record_id"], unique=False)

    op.create_table(
        "merge_candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merge_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_merge_candidates_in_order")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_merge_candidates_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["merges.id"], name=op.f("fk_merge_candidates_merge_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_candidates")),
        sa.UniqueConstraint("kind", "low_id", "high_id", name=op.f("uq_merge_candidates_kind_low_id_high_id")),
    )
    with op.batch_alter_table("merge_candidates", schema=None) as batch_op:
        batch_op.create_index("ix_merge_candidates_high_id", ["high_id"], unique=False)
        batch_op.create_index("ix_merge_candidates_queue", ["state", "score", "id"], unique=False)

    op.create_table(
        "taggings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_taggings_tag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taggings")),
        sa.UniqueConstraint(
            "record_type", "record_id", "tag_id", name=op.f("uq_taggings_record_type_record_id_tag_id")
        ),
    )
    with op.batch_alter_table("taggings", schema=None) as batch_op:
        batch_op.create_index("ix_taggings_tag", ["tag_id", "record_type", "record_id"], unique=False)

    op.create_table(
        "target_members",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_target_members_created_by_id")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["target_lists.id"], name=op.f("fk_target_members_list_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_target_members_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_members")),
        sa.UniqueConstraint("list_id", "record_id", name=op.f("uq_target_members_list_id_record_id")),
    )
    with op.batch_alter_table("target_members", schema=None) as batch_op:
        batch_op.create_index("ix_target_members_record", ["record_type", "record_id"], unique=False)

    op.create_table(
        "field_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=True),
        sa.Column("number", sa.Numeric(precision=21, scale=6), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("search_key", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["field_definitions.id"], name=op.f("fk_field_values_field_id")),
        sa.ForeignKeyConstraint(["option_id"], ["field_options.id"], name=op.f("fk_field_values_option_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_values")),
        sa.UniqueConstraint(
            "record_type", "record_id", "field_id", name=op.f("uq_field_values_record_type_record_id_field_id")
        ),
    )
    with op.batch_alter_table("field_values", schema=None) as batch_op:
        batch_op.create_index("ix_field_values_day", ["field_id", "day"], unique=False)
        batch_op.create_index("ix_field_values_number", ["field_id", "number"], unique=False)
        batch_op.create_index("ix_field_values_option", ["field_id", "option_id"], unique=False)

    op.create_table(
        "organisation_relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.CheckConstraint("organisation_id <> other_id", name=op.f("ck_organisation_relations_two_organisations")),
        sa.CheckConstraint(
            "to_date IS NULL OR from_date IS NULL OR to_date >= from_date",
            name=op.f("ck_organisation_relations_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_relations_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["organisations.id"], name=op.f("fk_organisation_relations_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_relations")),
        sa.UniqueConstraint(
            "organisation_id", "other_id", "kind", name=op.f("uq_organisation_relations_organisation_id_other_id_kind")
        ),
    )
    with op.batch_alter_table("organisation_relations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_relations_other_id"), ["other_id"], unique=False)

    op.create_table(
        "sister_links",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("other_place_id", sa.Integer(), nullable=True),
        sa.Column("other_organisation_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_where", sa.String(length=200), nullable=False),
        sa.Column("basis_document", sa.String(length=300), nullable=False),
        sa.Column("heads_signed", sa.Boolean(), nullable=False),
        sa.Column("broad", sa.Boolean(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(other_place_id IS NULL) <> (other_organisation_id IS NULL)", name=op.f("ck_sister_links_one_other_side")
        ),
        sa.CheckConstraint("(place_id IS NULL) <> (organisation_id IS NULL)", name=op.f("ck_sister_links_one_side")),
        sa.CheckConstraint(
            "organisation_id IS NULL OR organisation_id <> other_organisation_id",
            name=op.f("ck_sister_links_two_bodies"),
        ),
        sa.CheckConstraint("place_id IS NULL OR place_id <> other_place_id", name=op.f("ck_sister_links_two_places")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_sister_links_created_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_sister_links_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_organisation_id"], ["organisations.id"], name=op.f("fk_sister_links_other_organisation_id")
        ),
        sa.ForeignKeyConstraint(["other_place_id"], ["places.id"], name=op.f("fk_sister_links_other_place_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_sister_links_place_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_sister_links_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sister_links")),
    )
    with op.batch_alter_table("sister_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sister_links_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_sister_links_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sister_links_other_organisation_id"), ["other_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sister_links_other_place_id"), ["other_place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sister_links_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sister_links_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "watches",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name=op.f("ck_watches_one_record")),
        sa.CheckConstraint("days BETWEEN 1 AND 3650", name=op.f("ck_watches_days")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_watches_created_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_watches_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_watches_person_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_watches_updated_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_watches_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watches")),
        sa.UniqueConstraint("user_id", "organisation_id", name=op.f("uq_watches_user_id_organisation_id")),
        sa.UniqueConstraint("user_id", "person_id", name=op.f("uq_watches_user_id_person_id")),
    )
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watches_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_watches_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_watches_user_id"), ["user_id"], unique=False)

    op.create_table(
        "challenges",
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("statement", sa.String(length=500), nullable=False),
        sa.Column("raised_by", sa.String(length=200), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("countermeasure", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("likelihood BETWEEN 1 AND 5", name=op.f("ck_challenges_likelihood_in_range")),
        sa.CheckConstraint("severity BETWEEN 1 AND 5", name=op.f("ck_challenges_severity_in_range")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_challenges_created_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_challenges_initiative_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_challenges_owner_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_challenges_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
    )
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_challenges_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_challenges_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "role_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_role_parties_initiative_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_role_parties_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_parties")),
    )
    with op.batch_alter_table("role_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_parties_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_parties_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "acquaintances",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("introduced_by_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_acquaintances_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_acquaintances_created_by_id")),
        sa.ForeignKeyConstraint(["introduced_by_id"], ["people.id"], name=op.f("fk_acquaintances_introduced_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_acquaintances_person_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_acquaintances_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acquaintances")),
        sa.UniqueConstraint("person_id", name=op.f("uq_acquaintances_person_id")),
    )
    with op.batch_alter_table("acquaintances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acquaintances_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_acquaintances_introduced_by_id"), ["introduced_by_id"], unique=False)

    op.create_table(
        "business_cards",
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_business_cards_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_business_cards_created_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_business_cards_person_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_business_cards_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_cards")),
    )
    with op.batch_alter_table("business_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_business_cards_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_business_cards_person_id"), ["person_id"], unique=False)

    op.create_table(
        "role_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_role_steps_initiative_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["role_parties.id"], name=op.f("fk_role_steps_payer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_steps")),
    )
    with op.batch_alter_table("role_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_steps_initiative_id"), ["initiative_id"], unique=False)

    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_calendar_feeds_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_calendar_feeds_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
    )
    with op.batch_alter_table("calendar_feeds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feeds_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_feeds_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "card_exchanges",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("our_person_id", sa.Integer(), nullable=True),
        sa.Column("exchanged_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (our_person_id IS NULL)", name=op.f("ck_card_exchanges_one_of_ours")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_card_exchanges_activity_id")),
        sa.ForeignKeyConstraint(["card_id"], ["business_cards.id"], name=op.f("fk_card_exchanges_card_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_card_exchanges_created_by_id")),
        sa.ForeignKeyConstraint(["our_person_id"], ["people.id"], name=op.f("fk_card_exchanges_our_person_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_exchanges_person_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_card_exchanges_updated_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_card_exchanges_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_exchanges")),
    )
    with op.batch_alter_table("card_exchanges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_exchanges_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_exchanges_card_id"), ["card_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_exchanges_exchanged_on"), ["exchanged_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_exchanges_our_person_id"), ["our_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_exchanges_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_exchanges_user_id"), ["user_id"], unique=False)

    op.create_table(
        "card_sides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=5), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("thumbnail_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["business_cards.id"], name=op.f("fk_card_sides_card_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_card_sides_file_id")),
        sa.ForeignKeyConstraint(["thumbnail_id"], ["stored_files.id"], name=op.f("fk_card_sides_thumbnail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_sides")),
        sa.UniqueConstraint("card_id", "side", name=op.f("uq_card_sides_card_id_side")),
    )
    with op.batch_alter_table("card_sides", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_sides_card_id"), ["card_id"], unique=False)

    op.create_table(
        "role_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("letters", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_role_assignments_initiative_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["role_parties.id"], name=op.f("fk_role_assignments_party_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["role_steps.id"], name=op.f("fk_role_assignments_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignments")),
        sa.UniqueConstraint("step_id", "party_id", name=op.f("uq_role_assignments_step_id_party_id")),
    )
    with op.batch_alter_table("role_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_assignments_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_assignments_party_id"), ["party_id"], unique=False)

    with op.batch_alter_table("affiliations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("end_reason", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("successor_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_affiliations_successor_id"), ["successor_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_affiliations_successor_id"), "people", ["successor_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("language_skills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_language_skills_level"), ["level"], unique=False)

    with op.batch_alter_table("organisation_addresses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=20), server_default="office", nullable=False))
        batch_op.add_column(sa.Column("place_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_organisation_addresses_place_id"), ["place_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_organisation_addresses_place_id"), "places", ["place_id"], ["id"])

    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "sort_ja",
                sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "sort_zh",
                sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "sort_ko",
                sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "sort_en",
                sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_organisations_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_organisations_sort_en", ["sort_en", "id"], unique=False)
        batch_op.create_index("ix_organisations_sort_ja", ["sort_ja", "id"], unique=False)
        batch_op.create_index("ix_organisations_sort_ko", ["sort_ko", "id"], unique=False)
        batch_op.create_index("ix_organisations_sort_zh", ["sort_zh", "id"], unique=False)
        batch_op.create_index("ix_organisations_updated_at", ["updated_at", "id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_organisations_merged_into_id"), "organisations", ["merged_into_id"], ["id"]
        )

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "sort_ja",
                sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "sort_zh",
                sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "sort_ko",
                sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "sort_en",
                sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_people_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_people_sort_en", ["sort_en", "id"], unique=False)
        batch_op.create_index("ix_people_sort_ja", ["sort_ja", "id"], unique=False)
        batch_op.create_index("ix_people_sort_ko", ["sort_ko", "id"], unique=False)
        batch_op.create_index("ix_people_sort_zh", ["sort_zh", "id"], unique=False)
        batch_op.create_index("ix_people_updated_at", ["updated_at", "id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_people_merged_into_id"), "people", ["merged_into_id"], ["id"])

    with op.batch_alter_table("person_names", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_order", sa.String(length=20), server_default="", nullable=False))

    sqlite = op.get_bind().dialect.name == "sqlite"
    # Until `flask contacts renew-keys` reads every name in all four orders, each sorts by the key it has.
    orders = ("sort_ja", "sort_zh", "sort_ko", "sort_en")
    for name in ("people", "organisations"):
        table = sa.table(name, sa.column("sort_key"), *map(sa.column, orders))
        op.execute(table.update().values(dict.fromkeys(orders, sa.func.substr(table.c.sort_key, 1, 120))))
    for name in GRAMS:
        if sqlite:
            op.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(keys, {FTS5})")
        else:
            op.execute(f"CREATE TABLE {name} (rowid BIGINT PRIMARY KEY, keys TEXT NOT NULL, grams TEXT[] NOT NULL)")
            op.execute(f"CREATE INDEX ix_{name}_grams ON {name} USING gin (grams)")


def downgrade() -> None:
    for name in GRAMS:
        op.execute(f"DROP TABLE {name}")
    with op.batch_alter_table("person_names", schema=None) as batch_op:
        batch_op.drop_column("name_order")

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_people_merged_into_id"), type_="foreignkey")
        batch_op.drop_index("ix_people_updated_at")
        batch_op.drop_index("ix_people_sort_zh")
        batch_op.drop_index("ix_people_sort_ko")
        batch_op.drop_index("ix_people_sort_ja")
        batch_op.drop_index("ix_people_sort_en")
        batch_op.drop_index(batch_op.f("ix_people_merged_into_id"))
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("sort_en")
        batch_op.drop_column("sort_ko")
        batch_op.drop_column("sort_zh")
        batch_op.drop_column("sort_ja")

    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_organisations_merged_into_id"), type_="foreignkey")
        batch_op.drop_index("ix_organisations_updated_at")
        batch_op.drop_index("ix_organisations_sort_zh")
        batch_op.drop_index("ix_organisations_sort_ko")
        batch_op.drop_index("ix_organisations_sort_ja")
        batch_op.drop_index("ix_organisations_sort_en")
        batch_op.drop_index(batch_op.f("ix_organisations_merged_into_id"))
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("sort_en")
        batch_op.drop_column("sort_ko")
        batch_op.drop_column("sort_zh")
        batch_op.drop_column("sort_ja")

    with op.batch_alter_table("organisation_addresses", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_organisation_addresses_place_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_organisation_addresses_place_id"))
        batch_op.drop_column("place_id")
        batch_op.drop_column("kind")

    with op.batch_alter_table("language_skills", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_language_skills_level"))

    with op.batch_alter_table("affiliations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_affiliations_successor_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_affiliations_successor_id"))
        batch_op.drop_column("successor_id")
        batch_op.drop_column("end_reason")

    with op.batch_alter_table("role_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_assignments_party_id"))
        batch_op.drop_index(batch_op.f("ix_role_assignments_initiative_id"))

    op.drop_table("role_assignments")
    with op.batch_alter_table("card_sides", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_sides_card_id"))

    op.drop_table("card_sides")
    with op.batch_alter_table("card_exchanges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_exchanges_user_id"))
        batch_op.drop_index(batch_op.f("ix_card_exchanges_person_id"))
        batch_op.drop_index(batch_op.f("ix_card_exchanges_our_person_id"))
        batch_op.drop_index(batch_op.f("ix_card_exchanges_exchanged_on"))
        batch_op.drop_index(batch_op.f("ix_card_exchanges_card_id"))
        batch_op.drop_index(batch_op.f("ix_card_exchanges_activity_id"))

    op.drop_table("card_exchanges")
    with op.batch_alter_table("calendar_feeds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feeds_participant_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_feeds_activity_id"))

    op.drop_table("calendar_feeds")
    with op.batch_alter_table("role_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_steps_initiative_id"))

    op.drop_table("role_steps")
    with op.batch_alter_table("business_cards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_business_cards_person_id"))
        batch_op.drop_index(batch_op.f("ix_business_cards_activity_id"))

    op.drop_table("business_cards")
    with op.batch_alter_table("acquaintances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acquaintances_introduced_by_id"))
        batch_op.drop_index(batch_op.f("ix_acquaintances_activity_id"))

    op.drop_table("acquaintances")
    with op.batch_alter_table("role_parties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_parties_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_role_parties_initiative_id"))

    op.drop_table("role_parties")
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_challenges_owner_id"))
        batch_op.drop_index(batch_op.f("ix_challenges_initiative_id"))

    op.drop_table("challenges")
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watches_user_id"))
        batch_op.drop_index(batch_op.f("ix_watches_person_id"))
        batch_op.drop_index(batch_op.f("ix_watches_organisation_id"))

    op.drop_table("watches")
    with op.batch_alter_table("sister_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sister_links_sort_key"))
        batch_op.drop_index(batch_op.f("ix_sister_links_place_id"))
        batch_op.drop_index(batch_op.f("ix_sister_links_other_place_id"))
        batch_op.drop_index(batch_op.f("ix_sister_links_other_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_sister_links_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_sister_links_kind"))

    op.drop_table("sister_links")
    with op.batch_alter_table("organisation_relations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_relations_other_id"))

    op.drop_table("organisation_relations")
    with op.batch_alter_table("field_values", schema=None) as batch_op:
        batch_op.drop_index("ix_field_values_option")
        batch_op.drop_index("ix_field_values_number")
        batch_op.drop_index("ix_field_values_day")

    op.drop_table("field_values")
    with op.batch_alter_table("target_members", schema=None) as batch_op:
        batch_op.drop_index("ix_target_members_record")

    op.drop_table("target_members")
    with op.batch_alter_table("taggings", schema=None) as batch_op:
        batch_op.drop_index("ix_taggings_tag")

    op.drop_table("taggings")
    with op.batch_alter_table("merge_candidates", schema=None) as batch_op:
        batch_op.drop_index("ix_merge_candidates_queue")
        batch_op.drop_index("ix_merge_candidates_high_id")

    op.drop_table("merge_candidates")
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_import_rows_record")
        batch_op.drop_index("ix_import_rows_digest")

    op.drop_table("import_rows")
    op.drop_table("field_options")
    op.drop_table("field_labels")
    with op.batch_alter_table("target_lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_lists_owner_id"))
        batch_op.drop_index(batch_op.f("ix_target_lists_name"))

    op.drop_table("target_lists")
    op.drop_table("tags")
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.drop_index("ix_saved_views_owner")
        batch_op.drop_index(batch_op.f("ix_saved_views_list_name"))

    op.drop_table("saved_views")
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merges_survivor_id"))
        batch_op.drop_index(batch_op.f("ix_merges_loser_id"))
        batch_op.drop_index(batch_op.f("ix_merges_at"))

    op.drop_table("merges")
    op.drop_table("merge_rules")
    op.drop_table("list_exports")
    with op.batch_alter_table("import_profiles", schema=None) as batch_op:
        batch_op.drop_index("uq_import_profiles_signature")

    op.drop_table("import_profiles")
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batches_state"))
        batch_op.drop_index("ix_import_batches_owner")

    op.drop_table("import_batches")
    with op.batch_alter_table("field_definitions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_definitions_record_type"))

    op.drop_table("field_definitions")
    with op.batch_alter_table("lookup_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_lookup_entries_record")

    op.drop_table("lookup_entries")
