"""django-allauth's second factor, at Indonesian addresses; the rest of allauth is not exposed (ADR 0004)."""

from allauth.account import views as account_views
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.generic import RedirectView

from accounts.views import entry

urlpatterns = [
    path("", base.index, name="mfa_index"),
    path("kode/", base.authenticate, name="mfa_authenticate"),
    path("kode-lagi/", base.reauthenticate, name="mfa_reauthenticate"),
    path("sandi-lagi/", account_views.reauthenticate, name="account_reauthenticate"),
    path("aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("aplikasi/hapus/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("cadangan/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("cadangan/baru/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("cadangan/unduh/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("kunci/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("kunci/tambah/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("kunci/lagi/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("kunci/<int:pk>/hapus/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("kunci/<int:pk>/nama/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    # Names that allauth looks up; both are our own sign-in.
    path("masuk/", RedirectView.as_view(pattern_name="sign_in"), name="account_login"),
    path("keluar/", entry.sign_out, name="account_logout"),
]
