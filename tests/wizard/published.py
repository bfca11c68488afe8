"""The starter guides and articles, as evidence sees them."""

from functools import lru_cache
from pathlib import Path

from kb import signs
from kb.article import ArticleFormat
from wizard import evidence, guide

CONTENT = Path(__file__).parents[2] / "content"


@lru_cache(maxsize=1)
def guides() -> tuple[evidence.Source, ...]:
    files = sorted((CONTENT / "guides").glob("*.yaml"))
    return tuple(evidence.of_guide(file.stem, guide.read(file.read_text("utf-8")).graph) for file in files)


@lru_cache(maxsize=1)
def articles() -> tuple[evidence.Source, ...]:
    readings = {file.stem: ArticleFormat().read(file.read_text("utf-8")) for file in _article_files()}
    return tuple(
        evidence.of_article(
            slug, reading.title, reading.compiled["keywords"], signs.from_json(reading.compiled["signs"])
        )
        for slug, reading in readings.items()
    )


def _article_files() -> list[Path]:
    return sorted((CONTENT / "articles").glob("*.md"))
