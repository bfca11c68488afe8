from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WizardConfig(AppConfig):
    name = "wizard"
    verbose_name = _("Guides")

    def ready(self) -> None:
        from kb import formats
        from wizard.format import GuideFormat

        formats.register(GuideFormat())
