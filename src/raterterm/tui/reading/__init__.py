"""Turns a model's Markdown into styled lines, lazily; knows nothing of widgets."""
