from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KbConfig(AppConfig):
    name = "kb"
    verbose_name = _("Knowledge base")

    def ready(self) -> None:
        from django.utils import translation

        from kb import formats, saying
        from kb.article import ArticleFormat

        saying.speak(translation.gettext, translation.ngettext)
        formats.register(ArticleFormat())
