"""Collections of imported documents, and pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kb import pictures
from kb.models import Collection, Image


@admin.register(Collection)
class CollectionAdmin(ModelAdmin):
    list_display = ("title", "weight", "documents_in_it", "licence", "address")
    list_editable = ("weight",)
    fields = ("title", "slug", "documents_in_it", "weight", "licence", "address")
    readonly_fields = ("slug", "documents_in_it")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return super().get_queryset(request).annotate(count=Count("origins"))

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs):
        """In the list the field has no label of its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "weight":
            field.widget.attrs["aria-label"] = str(db_field.verbose_name)
        return field

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An import makes them: `manage.py import_markdown`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Collection | None = None) -> bool:
        """Only one that nothing is in."""
        return super().has_delete_permission(request, obj) and obj is not None and not obj.origins.exists()

    @admin.display(description=_("documents"), ordering="count")
    def documents_in_it(self, collection: Collection) -> SafeString | int:
        """How many there are, as the way to them."""
        if not collection.count:
            return 0
        address = f"{reverse('admin:kb_article_changelist')}?collection={collection.slug}"
        words = ngettext("%d document", "%d documents", collection.count) % collection.count
        return format_html('<a href="{}">{}</a>', address, words)


class PictureForm(forms.ModelForm):
    """A file to upload; it is made anew before anything is kept."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG, WebP or GIF, at most 10 MB. Places and names hidden in the file are removed."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    name = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        help_text=_("In a few words, for those who cannot see it; it can be changed in each article."),
    )

    class Meta:
        model = Image
        fields = ("name",)

    field_order = ("file", "name")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self.data_of_file = file.read(pictures.MAX_BYTES + 1)
        try:
            pictures.remade(self.data_of_file)
        except pictures.BadPicture as bad:
            raise forms.ValidationError(str(bad)) from bad
        return file


@admin.register(Image)
class ImageAdmin(ModelAdmin):
    form = PictureForm
    list_display = ("preview_small", "name", "size_of_it", "created_at")
    list_display_links = ("name",)
    search_fields = ("name",)
    list_per_page = 30
    actions = None

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        return ("preview", "to_paste", "name", "size_of_it", "created_at") if obj else ("file", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """A picture is its bytes: another one is another picture."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and not pictures.is_used(obj)

    def save_model(self, request: HttpRequest, obj: Image, form: PictureForm, change: bool) -> None:
        kept = pictures.store(form.data_of_file, name=form.cleaned_data["name"])
        obj.__dict__.update({name: value for name, value in kept.__dict__.items() if name != "_state"})
        obj._state.adding = False

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        pictures.discard(obj)

    def response_add(self, request: HttpRequest, obj: Image, post_url_continue: str | None = None) -> HttpResponse:
        """To the picture's page, which says what to paste."""
        super().response_add(request, obj, post_url_continue)  # leaves the message
        return HttpResponseRedirect(reverse("admin:kb_image_change", args=[obj.pk]))

    @admin.display(description=_("picture"))
    def preview_small(self, image: Image) -> SafeString:
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', image.get_absolute_url())

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> SafeString:
        return format_html('<img class="preview-picture" src="{}" alt="{}">', image.get_absolute_url(), image.name)

    @admin.display(description=_("to paste into an article"))
    def to_paste(self, image: Image) -> SafeString:
        words = image.name.replace("[", "(").replace("]", ")")
        return format_html('<code class="to-paste">{}</code>', pictures.markdown_of(image, words))

    @admin.display(description=_("size"), ordering="size")
    def size_of_it(self, image: Image) -> str:
        return f"{image.width} × {image.height}, {max(image.size // 1000, 1)} kB"
