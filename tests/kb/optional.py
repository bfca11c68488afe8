"""What the packages of requirements-meaning.txt are needed for. They are optional: not every system has wheels of them.

Where they lack, these tests are skipped; with CI=true that fails the run (tests/conftest.py).
"""

import pytest

from kb.search import meaning

needs_model = pytest.mark.skipif(
    bool(meaning.what_is_missing()), reason="needs the packages of requirements-meaning.txt"
)
