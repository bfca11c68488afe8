"""The last part of a document's address: its form, and that no two documents of a kind ever have the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kb.models import Document, OldAddress
from kb.refusals import Refused

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@contextmanager
def taken_meanwhile(kind: str, slug: str) -> Iterator[None]:
    """Of two at the same moment who take a slug, the database lets one; the other is told as if it had come later."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(_("The slug '%(slug)s' is taken by another %(kind)s.") % {"slug": slug, "kind": kind}) from error


def check_slug_is_free(kind: str, slug: str, *, owner: Document | None = None) -> None:
    """Raises Refused for a slug of the wrong form, and for one that a document other than its owner has or ever had."""
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        raise Refused(_("'%s' cannot be a slug: use at most 80 lower-case letters, digits and hyphens.") % slug)
    if Document.objects.filter(kind=kind, slug=slug).exists():
        raise Refused(_("The slug '%(slug)s' is taken by another %(kind)s.") % {"slug": slug, "kind": kind})
    if OldAddress.objects.filter(kind=kind, slug=slug).exclude(document=owner).exists():
        raise Refused(
            _("'%(slug)s' is an old address of another %(kind)s; links to it must go on working.")
            % {"slug": slug, "kind": kind}
        )
