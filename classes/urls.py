from django.urls import path

from classes.views import (
    event_door,
    event_people,
    event_public,
    event_results,
    events,
    groups,
    people,
    print_runs,
)

urlpatterns = [
    # a class, its settings and its people
    path("kelas/", groups.my_classes, name="classes"),
    path("kelas/baru/", groups.new_class, name="new_class"),
    path("kelas/<uuid:group>/", groups.class_home, name="class_home"),
    path("kelas/<uuid:group>/atur/", groups.class_settings, name="class_settings"),
    path("kelas/<uuid:group>/kode-baru/", groups.new_code, name="new_class_code"),
    path("kelas/<uuid:group>/arsip/", groups.archive, name="archive_class"),
    path("kelas/<uuid:group>/guru/", groups.add_class_teacher, name="add_class_teacher"),
    path("kelas/<uuid:group>/guru/<uuid:teacher>/hapus/", groups.remove_class_teacher, name="remove_class_teacher"),
    path("kelas/<uuid:group>/peserta/", people.members, name="class_members"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/keluar/", people.remove, name="remove_member"),
    # all certificates of a class or an event as one file
    path("kelas/<uuid:group>/sertifikat/", print_runs.class_certificates, name="class_certificates"),
    path("kelas/<uuid:group>/sertifikat/<uuid:batch>/", print_runs.print_run, name="print_run"),
    path("kelas/<uuid:group>/sertifikat/<uuid:batch>/lanjut/", print_runs.go_on_printing, name="go_on_printing"),
    path("kelas/<uuid:group>/sertifikat/<uuid:batch>/unduh/", print_runs.print_file, name="print_file"),
    # training events, as people find them
    path("pelatihan/", event_public.events, name="events"),
    path("pelatihan/<uuid:event>/", event_public.event, name="event"),
    path("pelatihan/<uuid:event>/daftar/", event_public.sign_up_event, name="sign_up_event"),
    path("pelatihan/<uuid:event>/batal/", event_public.give_up_place, name="give_up_place"),
    path("pelatihan/<uuid:event>/survei/", event_public.event_survey, name="event_survey"),
    path("hadir/<uuid:session>/<str:code>/", event_public.door_check, name="door_check"),
    # training events, as their organisers see them
    path("kelas/pelatihan/", events.led_events, name="led_events"),
    path("kelas/pelatihan/baru/", events.new_event, name="new_event"),
    path("pelatihan/<uuid:event>/kelola/", events.event_home, name="event_home"),
    path("pelatihan/<uuid:event>/kelola/atur/", events.event_settings, name="event_settings"),
    path("pelatihan/<uuid:event>/kelola/status/", events.change_state, name="change_event_state"),
    path("pelatihan/<uuid:event>/kelola/peserta/", event_people.event_people, name="event_people"),
    path("pelatihan/<uuid:event>/kelola/peserta/tambah/", event_people.add_walk_in, name="add_walk_in"),
    path(
        "pelatihan/<uuid:event>/kelola/peserta/<uuid:member>/lepas/", event_people.release_place, name="release_place"
    ),
    path("pelatihan/<uuid:event>/kelola/narasumber/", event_people.event_speakers, name="event_speakers"),
    path(
        "pelatihan/<uuid:event>/kelola/narasumber/<uuid:speaker>/hapus/", event_people.drop_speaker, name="drop_speaker"
    ),
    path("pelatihan/<uuid:event>/kelola/sesi/<uuid:session>/", event_door.session_list, name="session_list"),
    path("pelatihan/<uuid:event>/kelola/sesi/<uuid:session>/simpan/", event_door.keep_list, name="keep_session_list"),
    path("pelatihan/<uuid:event>/kelola/sesi/<uuid:session>/pintu/", event_door.door, name="door"),
    path(
        "pelatihan/<uuid:event>/kelola/sesi/<uuid:session>/daftar-hadir.pdf",
        event_door.attendance_pdf,
        name="attendance_pdf",
    ),
    path("pelatihan/<uuid:event>/kelola/sertifikat/", event_results.event_certificates, name="event_certificates"),
    path(
        "pelatihan/<uuid:event>/kelola/sertifikat/terbitkan/", event_results.issue_all, name="issue_event_certificates"
    ),
    path("pelatihan/<uuid:event>/kelola/survei/", event_results.survey_results, name="event_survey_results"),
    path("pelatihan/<uuid:event>/kelola/laporan/", event_results.report, name="event_report"),
    path(
        "pelatihan/<uuid:event>/kelola/laporan.xlsx",
        event_results.report_file,
        {"ending": "xlsx"},
        name="event_report_xlsx",
    ),
    path(
        "pelatihan/<uuid:event>/kelola/laporan.pdf",
        event_results.report_file,
        {"ending": "pdf"},
        name="event_report_pdf",
    ),
]
