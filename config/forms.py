"""Signing in, and making the first admin."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from config.sign_in import GuardedForm


class SignInForm(GuardedForm, AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("This name and password do not go together. Both care about capital letters."),
    }


class AdminSignInForm(GuardedForm, AdminAuthenticationForm):
    """The admin's own, which lets in only those who may work there."""


class FirstAdminForm(BaseUserCreationForm):
    """Name, mail address and password of the first admin."""

    email = forms.EmailField(label=_("E-mail address"), required=False, help_text=_("For resetting the password."))

    class Meta:
        model = get_user_model()
        fields = ("username", "email")
