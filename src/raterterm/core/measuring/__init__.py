"""How constraints are read and measured; ``raterterm.core.measures`` is what others use."""
