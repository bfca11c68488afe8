"""What readers of guides send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wizard.runs import CONTACT_MAX, WORDS_MAX


class SaveForm(forms.Form):
    wish = forms.ChoiceField(
        choices=[("save", _("Save this")), ("stuck", _("I am still stuck")), ("keep", _("Keep these lines"))]
    )
    website = forms.CharField(required=False)  # people do not see this one; programs fill it in

    @property
    def is_trap(self) -> bool:
        return bool(self.cleaned_data["website"])


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("What else should be known?"),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = forms.CharField(
        label=_("How can you be reached? You need not say."), max_length=CONTACT_MAX, required=False
    )
