"""A folder to import."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kb.exchanging import TOPICS, Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Puts texts (or bytes) into the folder that is imported: `write({"articles/a.md": "…"})`; with a topics.yaml at first."""
    (tmp_path / "topics.yaml").write_text(TOPICS)

    def write_files(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write_files
