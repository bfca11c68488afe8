"""Property tests here are many and small; a busy machine must not fail them for being slow."""

from hypothesis import settings

settings.register_profile("wizard", deadline=None, max_examples=60)
settings.load_profile("wizard")
