"""The sitemap: everything that anyone may read."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap

from kb.models import Document, Topic


class PublicSitemap(Sitemap):
    """On the site's own address, whatever host the request named."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class DocumentSitemap(PublicSitemap):
    def items(self):
        return Document.objects.visible_to(AnonymousUser()).order_by("pk")

    def lastmod(self, document: Document):
        return document.updated_at


class TopicSitemap(PublicSitemap):
    def items(self):
        return Topic.objects.with_counts(Document.objects.visible_to(AnonymousUser()))


SITEMAPS = {"documents": DocumentSitemap, "topics": TopicSitemap}
