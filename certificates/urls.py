from django.urls import path

from certificates import transcript_views, views

urlpatterns = [
    path("periksa/", views.verify_code, name="verify_code"),
    path("s/<str:token>/", views.verify_qr, name="verify_qr"),
    path("sertifikat/transkrip/<int:year>/", transcript_views.ask_transcript, name="ask_transcript"),
    path("sertifikat/<uuid:public_id>/", views.certificate_view, name="certificate"),
    path("sertifikat/<uuid:public_id>/pdf/", views.certificate_file, name="certificate_file"),
]
