"""The signed package: write it, sign it, seal it, verify it."""
