"""The workspace: one SQLite file that keeps every decision."""
