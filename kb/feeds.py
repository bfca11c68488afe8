"""The Atom feed: what was published last; minor changes do not appear, nor what was imported by the thousand."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import Max, Q
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from kb.models import Document

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets


class PublishedFeed(Feed):
    """What this reader may read of what was written here, the latest published first."""

    feed_type = Atom1Feed
    link = settings.SITE_URL + "/"
    feed_url = settings.SITE_URL + "/feed/"

    def get_object(self, request: HttpRequest):
        return request.user

    def title(self) -> str:
        return _("%(site)s: new and changed") % {"site": settings.SITE_NAME}

    def items(self, user) -> list[Document]:
        changed_at = Max("revisions__published_at", filter=Q(revisions__is_minor=False))
        visible = Document.objects.visible_to(user or AnonymousUser()).own().annotate(changed_at=changed_at)
        return list(visible.filter(changed_at__isnull=False).select_related("topic").order_by("-changed_at", "pk")[:30])

    def item_title(self, document: Document) -> str:
        return _NOT_IN_XML.sub("", document.title)

    def item_description(self, document: Document) -> str:
        return _NOT_IN_XML.sub("", document.summary)

    def item_link(self, document: Document) -> str:
        return settings.SITE_URL + document.get_absolute_url()

    def item_updateddate(self, document: Document):
        return document.changed_at

    def item_categories(self, document: Document) -> list[str]:
        return [_NOT_IN_XML.sub("", document.topic.title)] if document.topic else []
