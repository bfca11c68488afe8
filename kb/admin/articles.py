"""Articles in the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.urls import path

from kb.admin.article_form import ArticleForm
from kb.admin.article_parts import fits_fields, problem_from
from kb.admin.documents import DocumentAdmin
from kb.admin.forms import DocumentForm, WholeTextForm
from kb.admin.word_page import WordPage
from kb.models import Article, Document


@admin.register(Article)
class ArticleAdmin(WordPage, DocumentAdmin):
    kind = "article"
    form_class = ArticleForm
    preview_template = "admin/documents/_article_preview.html"

    def form_class_for(self, text: str | None) -> type[DocumentForm]:
        return ArticleForm if text is None or fits_fields(text) else WholeTextForm

    def begun_with(self, given: Mapping[str, str]) -> dict[str, Any]:
        return {**super().begun_with(given), **problem_from(given.get("typed", ""), given.get("words", ""))}

    def preview_context(self, reading: Any, document: Document | None) -> dict[str, Any]:
        return {"page": reading.compiled}

    def get_urls(self) -> list:
        word = path("word/", self.admin_site.admin_view(self.word_view), name="kb_article_word")
        return [word, *super().get_urls()]
