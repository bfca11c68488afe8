"""The admin of the knowledge base."""

from kb.admin import articles, brought, gaps, others, synonyms  # noqa: F401  registers them
