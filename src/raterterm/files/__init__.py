"""People's files in: rubrics, guidelines and batches, strictly read."""
