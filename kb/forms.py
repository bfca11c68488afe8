"""What readers send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kb import wishes
from kb.feedback import WORDS_MAX


class FeedbackForm(forms.Form):
    helpful = forms.ChoiceField(label=_("Was this helpful?"), choices=[("yes", _("Yes")), ("no", _("No"))])
    words = forms.CharField(
        label=_("What was missing or wrong? You need not say."),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    website = forms.CharField(required=False)  # people do not see this one; programs fill it in

    @property
    def is_helpful(self) -> bool:
        return self.cleaned_data["helpful"] == "yes"

    @property
    def is_trap(self) -> bool:
        return bool(self.cleaned_data["website"])


class WishForm(forms.Form):
    q = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Tell us what you were looking for"),
        help_text=_(
            "A sentence is enough. Please no passwords and nothing about other people. We keep no name and no address."
        ),
        max_length=wishes.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    website = forms.CharField(required=False)  # people do not see this one; programs fill it in

    @property
    def is_trap(self) -> bool:
        return bool(self.cleaned_data["website"])
