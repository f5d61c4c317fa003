from django.urls import path

from classes.views import (
    assignments,
    cards,
    doors,
    follow,
    groups,
    guardians,
    mine,
    moving_up,
    own_assignments,
    people,
    personal_times,
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
]
