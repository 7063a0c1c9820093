"""Background work with progress, kept in the database: a killed worker loses no job and doubles none."""
