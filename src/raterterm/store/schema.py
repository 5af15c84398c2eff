"""Which schema a workspace has: what can be asked without the tables, which are in ``migrations``."""

APPLICATION_ID = 0x52544552
"""``RTER``, in the file's header."""

SCHEMA_VERSION = 4
"""In the file's header as ``user_version``; a file of a later one is refused."""

HAS_TABLE = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
"""Whether a table is there: a file that may only be looked at stays of the version that it is."""
