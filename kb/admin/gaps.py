"""The page of gaps: what readers look for and do not get, each two clicks from a synonym or a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kb import gaps
from kb.admin.documents import DocumentAdmin
from kb.gaps import Missing, Source
from kb.models import Gap, Synonym
from kb.refusals import Refused
from kb.search.grouping import normal_form

SHOWN = 50  # of each source; the others come up when these are dealt with
MOST_WORDS = 1000  # bytes in an address, where each may become three
BEGUN_KIND = "article"


@dataclass(frozen=True)
class Line:
    """One gap as the page shows it; an address is empty where this person may not go there, or there is nothing to do."""

    missing: Missing
    search_address: str = ""
    synonym_address: str = ""
    write_address: str = ""
    edit_address: str = ""
    begun_address: str = ""
    has_synonym: bool = False


@dataclass(frozen=True)
class Shelf:
    """The gaps of one source."""

    source: Source
    lines: list[Line]
    count: int


@admin.register(Gap)
class GapAdmin(ModelAdmin):
    """One page in the place of Django's list: who reads the searches sees it, who writes documents acts on it."""

    def has_view_permission(self, request: HttpRequest, obj: Gap | None = None) -> bool:
        return request.user.has_perm("kb.view_searchlog")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Gap | None = None) -> bool:
        return False

    def get_urls(self) -> list:
        """The one page; what editors did is changed from there alone."""
        return [path("", self.admin_site.admin_view(self.changelist_view), name="kb_gap_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)  # which refuses
        if request.method == "POST":
            self._act(request)
            return HttpResponseRedirect(reverse("admin:kb_gap_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Gaps"),
            "changelist_name": "admin:kb_gap_changelist",
            "shelves": shelves(self.admin_site, request.user),
            "dismissed": gaps.dismissed()[:SHOWN],
            "may_act": request.user.has_perm("kb.change_document"),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/gaps.html", context)

    def _act(self, request: HttpRequest) -> None:
        """Says no to a gap, or takes that back; what is not there any more is said and harms nothing."""
        source = gaps.get(request.POST.get("source", ""))
        key = request.POST.get("key", "").replace("\x00", "")
        gap = self.model.objects.filter(source=request.POST.get("back", ""), key=key).first()
        try:
            if gap:
                gaps.bring_back(gap, by=request.user)
                self.message_user(request, _("“%s” is listed again.") % gap)
            elif source:
                gaps.dismiss(source, key, by=request.user)
                self.message_user(request, _("Done. It comes back when readers miss it as often again."))
        except Refused as refused:
            self.message_user(request, str(refused), "WARNING")


def shelves(site: AdminSite, user) -> list[Shelf]:
    """Every source that has gaps, with what this person can do about each."""
    known = {normal_form(typed) for typed in Synonym.objects.values_list("typed", flat=True)}
    found = []
    for source in gaps.sources():
        waiting = gaps.waiting(source)
        if waiting:
            lines = [_line(site, user, source, one, known) for one in waiting[:SHOWN]]
            found.append(Shelf(source, lines, len(waiting)))
    return found


def _line(site: AdminSite, user, source: Source, one: Missing, known_synonyms: set[str]) -> Line:
    admins = {known.kind: known for known in site._registry.values() if isinstance(known, DocumentAdmin)}
    begun = one.gap.document if one.gap else None
    may_write = user.has_perm("kb.add_document") and bool(one.words) and begun is None
    may_teach = user.has_perm("kb.add_synonym") and site.is_registered(Synonym)
    fits = 0 < len(one.typed) <= Synonym._meta.get_field("typed").max_length
    return Line(
        missing=one,
        search_address=f"{reverse('kb:search')}?{urlencode({'q': one.typed})}" if one.typed else "",
        synonym_address=f"{reverse('admin:kb_synonym_add')}?{urlencode({'typed': one.typed})}"
        if may_teach and fits
        else "",
        write_address=_write_address(admins, source, one) if may_write else "",
        edit_address=_change_address(admins, one.document) if one.document and user.has_perm("kb.change_document") else "",
        begun_address=_change_address(admins, begun) if begun else "",
        has_synonym=bool(one.typed) and normal_form(one.typed) in known_synonyms,
    )  # fmt: skip


def _write_address(admins: dict[str, DocumentAdmin], source: Source, one: Missing) -> str:
    words = one.words.encode("utf-8", "replace")[:MOST_WORDS].decode("utf-8", "ignore")
    told = {"typed": one.typed, "words": words, "gap": f"{source.name}:{one.key}"}
    return f"{reverse(admins[BEGUN_KIND].page_name('add'))}?{urlencode(told)}"


def _change_address(admins: dict[str, DocumentAdmin], document) -> str:
    return reverse(admins[document.kind].page_name("change"), args=[document.pk])
