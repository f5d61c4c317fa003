from django.urls import path

from classes.views import assignments, groups, own_assignments, people, personal_times

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
