from django.urls import path

from certificates import badge_views, views

urlpatterns = [
    path("periksa/", views.verify_code, name="verify_code"),
    path("s/<str:token>/", views.verify_qr, name="verify_qr"),
    path("sertifikat/<uuid:public_id>/", views.certificate_view, name="certificate"),
    path("sertifikat/<uuid:public_id>/pdf/", views.certificate_file, name="certificate_file"),
    path("sertifikat/<uuid:public_id>/lencana/", badge_views.badge_page, name="badge"),
    path("sertifikat/<uuid:public_id>/lencana/<str:form>/", badge_views.badge_file, name="badge_file"),
    path("lencana/status/<int:number>/", badge_views.status_list, name="status_list"),
    path(".well-known/did.json", badge_views.did_document, name="did_document"),
]
