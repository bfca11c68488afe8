"""Property tests here are many and small: fewer examples of each, and otherwise what tests/conftest.py says of all."""

from hypothesis import settings

settings.register_profile("wizard", settings.get_profile("verger"), max_examples=60)
settings.load_profile("wizard")
