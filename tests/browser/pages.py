"""Every type of page the site has, with somebody who may see it: name -> (who, address). New kinds of page are added here."""

from __future__ import annotations

VISITOR = ""
DRIVER = "route=entourage&sizes=big-fail&smallest=around&others=more&version=classic&tried=backup-once"
SERVER_CASE = f"{DRIVER}&driver=absent&filters=only-microsoft"
STATUS = {"not-found": 404, "withdrawn": 410, "question-with-wrong-number": 422, "walk-of-an-unreadable-draft": 422}

READERS_PAGES = {
    "home": (VISITOR, "/"),
    "search": (VISITOR, "/search/?q=0x85010014"),
    "search-nothing-found": (VISITOR, "/search/?q=zebra"),
    "search-empty": (VISITOR, "/search/"),
    "wish": (VISITOR, "/search/wish/"),
    "offline": (VISITOR, "/offline/"),
    "topic": (VISITOR, "/topics/exchange-sync/"),
    "article": (VISITOR, "/articles/large-folders-stop-syncing/"),
    "article-with-tables": (VISITOR, "/articles/activesync-error-codes/"),
    "history": (VISITOR, "/articles/large-folders-stop-syncing/history/"),
    "revision": (VISITOR, "/articles/remote-wipe/history/1/"),
    "feedback": (VISITOR, "/articles/large-folders-stop-syncing/feedback/"),
    "guides": (VISITOR, "/fix/"),
    "guide": (VISITOR, "/fix/large-folder-sync/"),
    "paste": (VISITOR, "/fix/paste/"),
    "walk-from-evidence": (VISITOR, f"/fix/large-folder-sync/disable/?{DRIVER}&e=driver.running.14"),
    "question-with-range": (VISITOR, "/fix/large-folder-sync/smallest/?route=entourage&sizes=big-fail"),
    "question-with-wrong-number": (VISITOR, "/fix/large-folder-sync/?route=entourage&sizes=big-fail&smallest=many"),
    "question-with-several": (VISITOR, f"/fix/large-folder-sync/tried/?{DRIVER}"),
    "fix": (VISITOR, f"/fix/large-folder-sync/disable/?{DRIVER}&driver=running"),
    "end-resolved": (VISITOR, f"/fix/large-folder-sync/settled/?{DRIVER}&driver=running&disable=fixed"),
    "end-escalate": (VISITOR, f"/fix/large-folder-sync/server-case/?{SERVER_CASE}"),
    "end-not-covered": (VISITOR, "/fix/either-way/left-end/?which=left"),
    "end-with-another-possibility": (VISITOR, "/fix/either-way/?which=dont-know"),
    "jump": (VISITOR, "/fix/share-by-full-name/writing-first/?full-name=no-saving"),
    "walk-of-an-older-revision": (VISITOR, "/fix/no-light/plug-in/?lights=light-off&gone=yes&r=0"),
    "outline": (VISITOR, "/fix/large-folder-sync/all/"),
    "map": (VISITOR, "/fix/large-folder-sync/map/"),
    "patterns": ("boss", "/patterns/"),
    "not-found": (VISITOR, "/articles/large-folder/"),
    "withdrawn": (VISITOR, "/articles/withdrawn/"),
    "sign-in": (VISITOR, "/accounts/login/"),
    "password-reset": (VISITOR, "/accounts/reset/"),
    "password-reset-sent": (VISITOR, "/accounts/reset/sent/"),
    "password-change": ("editor", "/accounts/password/"),
    "walk-of-a-draft": ("editor", "/fix/no-light/draft/2/"),
    "walk-of-an-unreadable-draft": ("editor", "/fix/broken/draft/1/"),
}
ADMIN_PAGES = {
    "admin-sign-in": (VISITOR, "/admin/login/"),
    "admin": ("boss", "/admin/"),
    "admin-of-an-editor": ("editor", "/admin/"),
    "admin-articles": ("boss", "/admin/kb/article/"),
    "admin-guides": ("editor", "/admin/wizard/guide/"),
    "admin-new-article": ("editor", "/admin/kb/article/add/"),
    "admin-article": ("boss", "/admin/kb/article/{large-folders-stop-syncing}/change/"),
    "admin-article-in-review": ("publisher", "/admin/kb/article/{waiting}/change/"),
    "admin-article-history": ("boss", "/admin/kb/article/{large-folders-stop-syncing}/history/"),
    "admin-guide": ("boss", "/admin/wizard/guide/{no-light}/change/"),
    "admin-guide-unreadable": ("editor", "/admin/wizard/guide/{broken}/change/"),
    "admin-guide-history": ("boss", "/admin/wizard/guide/{no-light}/history/"),
    "admin-guide-revision": ("boss", "/admin/wizard/guide/{no-light}/history/2/"),
    "admin-guide-comparison": ("boss", "/admin/wizard/guide/{no-light}/compare/?from=1&to=2"),
    "admin-guide-preview": ("boss", "/admin/wizard/guide/{no-light}/preview/"),
    "admin-archiving": ("boss", "/admin/wizard/guide/{no-light}/decide/archive/"),
    "admin-declining": ("publisher", "/admin/kb/article/{waiting}/decide/decline/"),
    "admin-topics": ("boss", "/admin/kb/topic/"),
    "admin-feedback": ("boss", "/admin/kb/feedback/"),
    "admin-wishes": ("boss", "/admin/kb/wish/"),
    "admin-searches": ("boss", "/admin/kb/searchlog/"),
    "admin-users": ("boss", "/admin/auth/user/"),
}
EVERY_PAGE = READERS_PAGES | ADMIN_PAGES
