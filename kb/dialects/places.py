"""Where a link of a page leads: another page of the folder, a picture, or the original site. (pure)"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit

from kb.dialects import redirections

ENDINGS = (".md", ".markdown", ".mdx")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".jfif", ".tif", ".tiff")
OUTSIDE = "lies outside of the folder"

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_WITH_ENDING = re.compile(r"/(?:blob|tree|raw|src)/")  # a site that shows the files themselves
_INDEXES = ("index", "readme", "_index")


@dataclass(frozen=True)
class Page:
    """One page of the folder: the article it becomes, and its headings by the anchors that others use for them."""

    slug: str
    anchors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Folder:
    """What is known of the folder that a page lies in. Paths have forward slashes and begin in the folder.

    `read` gives the text of any file, None where there is none; `picture` gives the address of a picture for Markdown, or
    None where it cannot be shown; `base` is where the original stands on the web; `moved` are its `redirections`.
    """

    pages: Mapping[str, Page] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    read: Callable[[str], str | None] = lambda path: None
    picture: Callable[[str], str | None] = lambda path: None
    base: str = ""
    moved: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Authors work on systems where Media/A.PNG and media/a.png are the same file.
        known = {path.lower(): path for path in sorted({*self.files, *self.pages}, reverse=True)}
        object.__setattr__(self, "_known", known)

    def find(self, path: str) -> str | None:
        """The file at this path, whatever its spelling in capitals."""
        if path in self.pages or path in self.files:
            return path
        return self._known.get(path.lower())

    def ending(self, path: str) -> str | None:
        """The only file whose path ends so: some sites say `include "x.md"` from a folder that only they know."""
        end = "/" + path.strip("/").lower()
        found = [known for lowered, known in self._known.items() if f"/{lowered}".endswith(end)]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Target:
    """Where a link leads: `address` as it is written in Markdown, empty where it leads nowhere any more."""

    address: str
    is_relative: bool = False  # it was written as a way from this page or from the site's root
    is_page: bool = False


def original(folder: Folder, path: str) -> str:
    """Where a page stands on the original site; empty where nobody said."""
    if not folder.base:
        return ""
    return urljoin(folder.base.rstrip("/") + "/", quote(_as_web(folder.base, path), safe="/!$&'()*+,;=:@"))


def target(folder: Folder, path: str, href: str) -> Target:
    """Where a link on the page at `path` leads."""
    href = re.sub(r"[\x00-\x1f]+", "", href.strip()).replace("\\", "/")
    if href.startswith("#"):
        known = folder.pages[path].anchors if path in folder.pages else {}
        anchor = known.get(_anchor(href[1:]), "")
        is_top = _anchor(href[1:]) in ("", "top", *(name for name, ours in known.items() if not ours))
        return Target(f"#{anchor}" if anchor else "", is_relative=True, is_page=is_top)
    if href.startswith("//"):
        return Target(f"https:{href}")
    if _SCHEME.match(href):
        return Target(href if _SCHEME.match(href)[0].lower() in ("http:", "https:", "mailto:", "tel:") else "")
    way, _, anchor = href.partition("#")
    way, _, query = way.partition("?")
    if not way:
        return Target("")
    found = next((one for one in map(folder.find, _places(path, unquote(way))) if one), None)
    if found in folder.pages:
        return _to_page(folder, path, found, anchor)
    if not found and (address := _moved_to(folder, path, unquote(way))):
        return _to_moved(folder, path, address, anchor)
    if found and found.lower().endswith(PICTURES) and (address := folder.picture(found)):
        return Target(address.partition("#")[0], is_relative=True)
    return Target(_outside(folder, path, way, query, anchor), is_relative=True)


def _to_page(folder: Folder, path: str, found: str, anchor: str) -> Target:
    page = folder.pages[found]
    words = page.anchors.get(_anchor(anchor), "")
    if found == path:
        return Target(f"#{words}" if words else "", is_relative=True, is_page=True)
    return Target(f"article:{page.slug}{f'#{words}' if words else ''}", is_relative=True, is_page=True)


def _moved_to(folder: Folder, path: str, way: str) -> str:
    """The address of the page that this way led to before it moved; empty where none did."""
    places = _around(path, way) if folder.moved else []
    return next((address for place in places if (address := redirections.last(folder.moved, place))), "")


def _to_moved(folder: Folder, path: str, address: str, anchor: str) -> Target:
    """To the page of the folder that stands at the address now, else to the address itself."""
    anchor = anchor or urlsplit(address).fragment
    base, host = urlsplit(folder.base).netloc, urlsplit(address).netloc
    for way in redirections.ways(address) if not host or host == base else ():
        found = next((one for one in (folder.find(way + ending) for ending in ENDINGS) if one), None)
        found = found or folder.ending(way + ENDINGS[0])
        if found in folder.pages:
            return _to_page(folder, path, found, anchor)
    whole = urljoin(folder.base, address)
    return Target(
        whole if _SCHEME.match(whole) and urlsplit(whole).scheme in ("http", "https") else "", is_relative=True
    )


def picture(folder: Folder, path: str, source: str) -> str | None:
    """The address of a picture on the page at `path`; None where it cannot be shown."""
    source = source.strip().replace("\\", "/")
    if source.startswith("//") or _SCHEME.match(source):
        return None
    way = unquote(re.split(r"[?#]", source)[0])
    found = next((one for one in map(folder.find, _around(path, way)) if one), None)
    if not found and way.startswith(
        "/"
    ):  # from the root of the site, which lies somewhere in the folder: `static/`, `assets/`
        found = folder.ending(way)
    return folder.picture(found) if found else None


def rooted(path: str, href: str) -> str:
    """A way from the file at `path`, written from the folder's root (`~/`), so that it can stand on another page."""
    if not href or href.startswith(("#", "/", "~")) or _SCHEME.match(href):
        return href
    return "~/" + posixpath.normpath(posixpath.join(posixpath.dirname(path), href.replace("\\", "/")))


def why_not(path: str, href: str) -> str:
    """Why what the page at `path` names with this way is not taken in, for a report. Nothing outside of the folder is ever read."""
    way = unquote(re.split(r"[?#]", href.strip().replace("\\", "/"))[0])
    if _SCHEME.match(way) or way.startswith("//"):
        return "is on another site"
    return OUTSIDE if rooted(path, way).startswith("~/..") else "cannot be read"


def _anchor(anchor: str) -> str:
    return unquote(anchor).strip().lower()


def _around(path: str, way: str) -> list[str]:
    """The places that a way may mean: from this file, or from the root of the folder."""
    if way.startswith(("~/", "@site/")):
        return [posixpath.normpath(way.partition("/")[2])]
    if way.startswith("/"):
        return [posixpath.normpath(way[1:])]
    here = posixpath.normpath(posixpath.join(posixpath.dirname(path), way))
    # On a site whose pages are folders (`guide/` for guide.md), ways begin one level deeper.
    deeper = posixpath.normpath(posixpath.join(path.rpartition(".")[0], way))
    return [one for one in dict.fromkeys((here, deeper, posixpath.normpath(way))) if not one.startswith("..")]


def _places(path: str, way: str) -> list[str]:
    found = []
    for place in _around(path, way):
        stem = re.sub(r"\.html?$", "", place, flags=re.IGNORECASE)
        found.append(place)
        found += [stem + ending for ending in ENDINGS]
        found += [f"{stem}/{name}{ENDINGS[0]}" for name in _INDEXES]
    return found


def _outside(folder: Folder, path: str, way: str, query: str, anchor: str) -> str:
    """The address on the original site of what is not in the folder."""
    if not folder.base:
        return ""
    site = folder.base.rstrip("/") + "/"
    if way.startswith("~/"):
        whole = urljoin(site, _as_web(site, way[2:]))
    elif way.startswith("/"):
        whole = urljoin(site, way)
    else:
        whole = urljoin(urljoin(site, path), _as_web(site, way))
    parts = urlsplit(whole)
    if not parts.netloc:
        return ""
    return whole + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


def _as_web(base: str, path: str) -> str:
    """The path of a file as sites show it: without its ending, unless the site shows files."""
    if _WITH_ENDING.search(base):
        return path
    stem = next((path[: -len(ending)] for ending in ENDINGS if path.lower().endswith(ending)), path)
    return re.sub(r"(?:^|(?<=/))(?:index|readme|_index)$", "", stem, flags=re.IGNORECASE) if stem != path else path
