"""The Textual app that a rater works in."""
