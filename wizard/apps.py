from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WizardConfig(AppConfig):
    name = "wizard"
    verbose_name = _("Guides")

    def ready(self) -> None:
        from kb import formats, gaps, search
        from wizard import masking
        from wizard.format import GuideFormat
        from wizard.gaps import NOT_COVERED

        formats.register(GuideFormat())
        gaps.register(NOT_COVERED)
        search.keep_out(lambda typed: bool(masking.mask(typed)[1]))
