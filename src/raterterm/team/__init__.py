"""For the project team: what is done with the bundles that come back."""
