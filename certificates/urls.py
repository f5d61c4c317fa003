from django.urls import path

from certificates.views import badges, check, files, own, transcripts

urlpatterns = [
    path("periksa/", check.verify_code, name="verify_code"),
    path("periksa/berkas/", files.verify_file, name="verify_file"),
    path("s/luring/", check.offline_page, name="offline_page"),
    path("s/pekerja.js", check.worker, name="check_worker"),
    path("s/daftar.json", check.public_list_view, name="public_list"),
    path("s/<str:token>/", check.verify_qr, name="verify_qr"),
    path("sertifikat/nama/", own.ask_for_name, name="ask_for_name"),
    path("sertifikat/nama/batal/", own.take_back_name, name="take_back_name"),
    path("sertifikat/transkrip/<int:year>/", transcripts.ask_transcript, name="ask_transcript"),
    path("sertifikat/<uuid:public_id>/", own.certificate_view, name="certificate"),
    path("sertifikat/<uuid:public_id>/pdf/", own.certificate_file, name="certificate_file"),
    path("sertifikat/<uuid:public_id>/gambar/", own.certificate_picture, name="certificate_picture"),
    path("sertifikat/<uuid:public_id>/umum/", own.publish, name="publish_certificate"),
    path("bagi/<str:token>/", own.public_page, name="public_certificate"),
    path("bagi/<str:token>/gambar.jpg", own.public_picture, name="public_certificate_picture"),
    path("sertifikat/<uuid:public_id>/lencana/", badges.badge_page, name="badge"),
    path("sertifikat/<uuid:public_id>/lencana/<str:form>/", badges.badge_file, name="badge_file"),
    path("lencana/status/<int:number>/", badges.status_list, name="status_list"),
    path(".well-known/did.json", badges.did_document, name="did_document"),
]
