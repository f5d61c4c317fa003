from django.urls import path

from classes.views import (
    assignments,
    cards,
    doors,
    event_door,
    event_people,
    event_public,
    event_results,
    events,
    follow,
    groups,
    guardians,
    mine,
    moving_up,
    own_assignments,
    people,
    personal_times,
    print_runs,
    pupils,
    rosters,
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
    path("kelas/<uuid:group>/peserta/tambah/", pupils.add, name="add_pupils"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/atur/", pupils.edit, name="edit_member"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/pin/", cards.new_pin, name="new_pin"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/keluar/", people.remove, name="remove_member"),
    # following it
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/", follow.assignment, name="class_assignment"),
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/<uuid:lesson>/", follow.lesson, name="class_lesson"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/", follow.member, name="class_member"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/jawaban/<uuid:activity>/", follow.answers, name="class_answers"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/catatan/", follow.add_note, name="add_note"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/catatan/<uuid:note>/hapus/", follow.delete_note, name="delete_note"),
    path("kelas/<uuid:group>/laporan/", follow.reports, name="class_reports"),
    path("kelas/<uuid:group>/laporan/<slug:name>/", follow.report, name="class_report"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/kembali/", people.undo_remove, name="undo_remove_member"),
    path("kelas/<uuid:group>/kartu/", cards.cards, name="class_cards"),
    path("kelas/<uuid:group>/izin/", guardians.answers, name="guardian_answers"),
    path("kelas/<uuid:group>/izin/surat/", guardians.letters, name="guardian_letters"),
    # coming into a class
    path("masuk/kelas/", doors.class_sign_in, name="class_sign_in"),
    path("masuk/kelas/pin/", doors.class_pin, name="class_pin"),
    path("gabung/", doors.join, name="join"),
    path("gabung/<str:code>/", doors.join_by_code, name="join_class"),
    path("akun/kelas/", mine.joined_classes, name="joined_classes"),
    path("akun/kelas/<uuid:group>/keluar/", mine.leave, name="leave_class"),
    # lists of pupils
    path("kelas/templat-daftar/", rosters.template, name="roster_template"),
    path("kelas/<uuid:group>/daftar/", rosters.class_rosters, name="class_rosters"),
    path("kelas/<uuid:group>/daftar/berkas/<slug:form>/", rosters.roster_file, name="roster_file"),
    path("kelas/<uuid:group>/daftar/<uuid:roster>/", rosters.class_roster, name="class_roster"),
    path("kelas/<uuid:group>/daftar/<uuid:roster>/batal/", rosters.undo_class_roster, name="class_undo_roster"),
    path("kelas/<uuid:group>/naik/", moving_up.move_class_up, name="move_class_up"),
    path("lembaga/<uuid:organisation>/daftar/", rosters.school_rosters, name="school_rosters"),
    path("lembaga/<uuid:organisation>/daftar/<uuid:roster>/", rosters.school_roster, name="school_roster"),
    path(
        "lembaga/<uuid:organisation>/daftar/<uuid:roster>/batal/", rosters.undo_school_roster, name="school_undo_roster"
    ),
    # what is given to a class
    path("kelas/<uuid:group>/tugas/", assignments.assignments, name="class_assignments"),
    path("kelas/<uuid:group>/tugas/baru/", assignments.new_assignment, name="new_assignment"),
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/bagikan/", assignments.assignment_given, name="assignment_given"),
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/ubah/", assignments.change, name="change_assignment"),
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/tarik/", assignments.withdraw, name="withdraw_assignment"),
    path(
        "kelas/<uuid:group>/tugas/<uuid:assignment>/kembalikan/",
        assignments.undo_withdrawal,
        name="bring_back_assignment",
    ),
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/urutan/", assignments.move, name="move_assignment"),
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/perpanjang/", personal_times.extensions, name="extend_assignment"),
    path(
        "kelas/<uuid:group>/tugas/<uuid:assignment>/perpanjang/<uuid:member>/batal/",
        personal_times.take_back,
        name="take_back_extension",
    ),
    path(
        "kelas/<uuid:group>/tugas/<uuid:assignment>/dibantu/<uuid:member>/", personal_times.helped, name="mark_helped"
    ),
    # one's own
    path("tugas/", own_assignments.my_assignments, name="my_assignments"),
    path("tugas/kalender.ics", own_assignments.own_calendar, name="my_calendar"),
    path("tugas/<uuid:assignment>/", own_assignments.my_assignment, name="my_assignment"),
    path("tugas/<uuid:assignment>/bantuan/", own_assignments.help_wanted, name="ask_for_help"),
    path("tugas/<uuid:assignment>/kalender.ics", own_assignments.own_calendar, name="assignment_calendar"),
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
