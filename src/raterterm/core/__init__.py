"""What the words of rating mean: frozen models and pure rules."""
