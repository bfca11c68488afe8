"""The admin of the knowledge base."""

from kb.admin import articles, others, synonyms  # noqa: F401  registers them
