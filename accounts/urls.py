"""Addresses are Indonesian: people read them aloud and type them."""

from django.urls import path

from accounts.views import card, entry, own, setup

urlpatterns = [
    path("daftar/", entry.sign_up_view, name="sign_up"),
    path("masuk/", entry.sign_in_view, name="sign_in"),
    path("masuk/siapa/", entry.choose_person, name="choose_person"),
    path("masuk/lanjutkan/", entry.resume_post, name="resume_post"),
    path("keluar/", entry.sign_out, name="sign_out"),
    path("keluar/selesai/", entry.signed_out, name="signed_out"),
    path("pulihkan/", entry.recover_view, name="recover"),
    path("bahasa/", own.choose_language, name="choose_language"),
    path("akun/kartu/", card.recovery_card, name="recovery_card"),
    path("akun/kata-sandi/", own.change_secret_view, name="change_secret"),
    path("akun/nama/", own.certificate_name, name="certificate_name"),
    path("akun/pemberitahuan/", own.notices, name="notices"),
    path("akun/pemberitahuan/<uuid:public_id>/", own.open_notice, name="open_notice"),
    path("akun/keluar-lain/", own.end_other_sessions, name="end_other_sessions"),
    path("pasang/<str:token>/", setup.first_setup, name="first_setup"),
]
