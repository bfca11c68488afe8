"""Documents and all that hangs on them. Rows are changed by the verbs in `kb/publishing.py` and `kb/feedback.py`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kb import formats
from kb.reach import Reach

slug_field = {"max_length": 80, "allow_unicode": False}


class TopicQuerySet(models.QuerySet):
    def with_counts(self, documents: models.QuerySet) -> TopicQuerySet:
        """The topics that hold any of these documents, each with their number as `count`."""
        counts = documents.order_by().filter(topic=OuterRef("pk")).values("topic").annotate(n=Count("pk")).values("n")
        return self.annotate(count=Subquery(counts)).filter(count__gt=0)


class Topic(models.Model):
    """A shelf: every document stands on one."""

    slug = models.SlugField(
        _("slug"), unique=True, **slug_field, help_text=_("The last part of the address: /topics/phones/.")
    )
    title = models.CharField(_("title"), max_length=80)
    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("One sentence under the title, in readers' words.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("Small numbers come first."))

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        verbose_name, verbose_name_plural = _("topic"), _("topics")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/topics/{self.slug}/"


class DocumentQuerySet(models.QuerySet):
    def published(self) -> DocumentQuerySet:
        """Documents that readers get: published, and not archived."""
        return self.filter(published__isnull=False, archived_at__isnull=True)

    def visible_to(self, user) -> DocumentQuerySet:
        """The published documents that this user may read; every page, list, search, feed and export asks this and nothing else.

        How much that is, `Reach` says, and by it alone: search keeps statements and suggestions for all who read alike.
        """
        reach = Reach.of(user)
        if reach is Reach.NOTHING:
            return self.none()
        visible = self.published()
        return visible if reach is Reach.ALL else visible.filter(visibility=Document.Visibility.PUBLIC)

    def of_kind(self, kind: str) -> DocumentQuerySet:
        return self.filter(kind=kind)

    def in_topic(self, topic: Topic) -> DocumentQuerySet:
        return self.filter(topic=topic)

    def own(self) -> DocumentQuerySet:
        """What the church wrote itself, not what was imported in a collection."""
        return self.filter(origin__isnull=True)

    def imported(self) -> DocumentQuerySet:
        return self.filter(origin__isnull=False)

    def withdrawn(self) -> DocumentQuerySet:
        """Archived documents that everyone could read before."""
        return self.filter(published__isnull=False, archived_at__isnull=False, visibility=Document.Visibility.PUBLIC)

    def withdrawn_for(self, user) -> DocumentQuerySet:
        """Archived documents of which this user may know: those that everyone could read, for staff all of them."""
        if user.has_perm("kb.read_staff_documents"):
            return self.filter(published__isnull=False, archived_at__isnull=False)
        return self.withdrawn()

    def with_compiled(self, *keys: str) -> DocumentQuerySet:
        """Each document with these values of its published revision's compiled form as attributes, without loading the text."""
        return self.annotate(**{key: KeyTextTransform(key, "published__compiled") for key in keys})

    def overdue_for_review(self, at=None) -> DocumentQuerySet:
        """Published documents whose review-by date has passed; `at` is a date, today by default."""
        return self.published().filter(review_by__lt=at or timezone.localdate())

    def waiting_for_review(self) -> DocumentQuerySet:
        return self.filter(archived_at__isnull=True, latest__review=Revision.Review.SUBMITTED)


class Document(models.Model):
    """One article or guide: who may see it, who looks after it, and which of its revisions readers get.

    What it says stands in its revisions. Topic, title, summary, platforms and whether there are signs are copied from the published
    revision (before the first publishing: from the newest), so that lists need not read texts.
    """

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everyone")
        STAFF = "staff", _("staff only")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CHANGED = "changed", _("published, changes waiting")
        IN_REVIEW = "in-review", _("in review")
        ARCHIVED = "archived", _("archived")

    kind = models.CharField(_("kind"), max_length=20, editable=False)
    slug = models.SlugField(
        _("slug"),
        **slug_field,
        help_text=_("The last part of the address. After a change the old address leads to the new one."),
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="documents", verbose_name=_("topic"), null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=200, editable=False)
    summary = models.CharField(_("summary"), max_length=400, editable=False, blank=True)
    platforms = models.CharField(
        _("platforms"), max_length=formats.PLATFORMS_LENGTH, editable=False, blank=True
    )  # as `formats.Reading.platform_words` gives them
    has_signs = models.BooleanField(
        _("has signs"), default=False, editable=False
    )  # pasted text is looked through for them
    visibility = models.CharField(
        _("visible to"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
        help_text=_("Staff only: hidden from everyone who is not signed in as staff, in lists and search too."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    backup_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("backup owner"),
    )
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_("When somebody should read it again and say whether it is still true."),
    )
    confirmed_at = models.DateField(_("last confirmed"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    confirmed_against = models.CharField(_("confirmed against"), max_length=200, blank=True, editable=False)
    published = models.ForeignKey(
        "Revision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("published revision"),
    )
    latest = models.ForeignKey(
        "Revision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("newest revision"),
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("published last"), null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name, verbose_name_plural = _("document"), _("documents")
        permissions = [
            ("read_staff_documents", "Can read documents that are for staff only"),
            ("publish_document", "Can review, publish, archive and rename documents"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="document_slug_unique_per_kind"),
            models.CheckConstraint(
                condition=Q(published__isnull=True) | Q(latest__isnull=False), name="document_published_has_latest"
            ),
        ]
        indexes = [
            # Document.objects.published() in a topic, the lists on home and topic pages
            models.Index(
                fields=["topic", "kind", "title"],
                name="document_readers_lists",
                condition=Q(published__isnull=False, archived_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    def get_absolute_url(self) -> str:
        return formats.get(self.kind).address(self.slug)

    @property
    def format(self) -> formats.Format:
        return formats.get(self.kind)

    @property
    def origin_or_none(self) -> Origin | None:
        """Where it was imported from; None for the church's own. Causes an SQL query unless it was selected along."""
        return getattr(self, "origin", None)

    @property
    def is_published(self) -> bool:
        return self.published_id is not None and self.archived_at is None

    @property
    def is_for_staff(self) -> bool:
        return self.visibility == self.Visibility.STAFF

    @property
    def state(self) -> Document.State:
        """Derived, never stored. Reads the newest revision: causes an SQL query unless it was selected along."""
        if self.archived_at:
            return self.State.ARCHIVED
        if self.latest and self.latest.review == Revision.Review.SUBMITTED:
            return self.State.IN_REVIEW
        if not self.published_id:
            return self.State.DRAFT
        return self.State.PUBLISHED if self.published_id == self.latest_id else self.State.CHANGED


class ArticleManager(models.Manager.from_queryset(DocumentQuerySet)):
    def get_queryset(self) -> DocumentQuerySet:
        return super().get_queryset().of_kind("article")


class Article(Document):
    """The documents of kind article, with an admin page of their own."""

    objects = ArticleManager()

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = _("article"), _("articles")


class Revision(models.Model):
    """The whole document as text, at one moment. Appended, never changed; only the review decision is filled in later."""

    class Review(models.TextChoices):
        NONE = "", _("not submitted")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    document = models.ForeignKey(Document, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"))
    digest = models.CharField(max_length=64, editable=False)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("saved"), default=timezone.now)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    is_minor = models.BooleanField(_("minor change"), default=False)
    review = models.CharField(_("review"), max_length=10, choices=Review.choices, blank=True, default=Review.NONE)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(_("reviewer's note"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    is_recalled = models.BooleanField(
        _("recalled"),
        default=False,
        help_text=_("Nobody may follow it any more, not even to finish what was begun on it."),
    )
    format_version = models.CharField(max_length=20)
    compiled = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name, verbose_name_plural = _("revision"), _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="revision_number_unique_per_document")
        ]

    def __str__(self) -> str:
        return f"{self.document} #{self.number}"

    @property
    def is_readable(self) -> bool:
        """Whether the text could be read at all when it was saved; only then it can be published."""
        return bool(self.compiled)


class Draft(models.Model):
    """What one editor has typed and not saved yet; replaced in place, gone once saved."""

    document = models.ForeignKey(Document, models.CASCADE, null=True, blank=True, related_name="drafts")
    kind = models.CharField(max_length=20)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    based_on = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "editor"], name="draft_one_per_document_and_editor"),
            models.UniqueConstraint(
                fields=["kind", "editor"],
                condition=Q(document__isnull=True),
                name="draft_one_per_new_document_and_editor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document or self.kind}: {self.editor}"


class OldAddress(models.Model):
    """A slug that leads to a document, in one hop: one that it once had, or the slug of an archived document whose place it took.

    The first kind never gets another owner; the second kind stays the archived one's own slug.
    """

    kind = models.CharField(max_length=20)
    slug = models.SlugField(**slug_field)
    document = models.ForeignKey(Document, models.CASCADE, related_name="old_addresses")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("old address"), _("old addresses")
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="old_address_unique_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}"


class PublishedLink(models.Model):
    """That the published text of a document leads to another one, by kind and slug as written; kept when it is published."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=20)
    slug = models.SlugField(**slug_field)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug", "document"], name="published_link_once_per_document")
        ]

    def __str__(self) -> str:
        return f"{self.document} -> {self.kind}:{self.slug}"


class SearchEntry(models.Model):
    """What search knows of a published document: one row, plain text. Both engines index this table (`kb/search/`)."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="search_entry")
    title = models.TextField()
    codes = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    symptoms = models.TextField(blank=True)
    headings = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("search entry"), _("search entries")

    def __str__(self) -> str:
        return self.title


# What was brought in, what readers tell and ask us, and what search knows, in files of their own; Django looks for models here.
from kb.brought import Collection, Image, Origin  # noqa: E402, F401
from kb.heard import Feedback, Gap, SearchLog, Tally, Wish  # noqa: E402, F401
from kb.learnt import OfferedSynonym, SearchVectors, SearchWord, Synonym  # noqa: E402, F401
