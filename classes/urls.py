from django.urls import path

from classes.views import companion, follow, groups, materials, paper, people, screen, turns

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
    # following it
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/", follow.assignment, name="class_assignment"),
    path("kelas/<uuid:group>/tugas/<uuid:assignment>/<uuid:lesson>/", follow.lesson, name="class_lesson"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/", follow.member, name="class_member"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/jawaban/<uuid:activity>/", follow.answers, name="class_answers"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/catatan/", follow.add_note, name="add_note"),
    path("kelas/<uuid:group>/peserta/<uuid:member>/catatan/<uuid:note>/hapus/", follow.delete_note, name="delete_note"),
    path("kelas/<uuid:group>/laporan/", follow.reports, name="class_reports"),
    path("kelas/<uuid:group>/laporan/<slug:name>/", follow.report, name="class_report"),
    # the teacher's kit
    path("kelas/<uuid:group>/bahan/", materials.materials, name="class_materials"),
    path("kelas/<uuid:group>/bahan/<uuid:target>/<slug:name>/", materials.material_file, name="class_material"),
    path("kelas/<uuid:group>/layar/<uuid:lesson>/", screen.screen, name="class_screen"),
    path("kelas/<uuid:group>/kertas/", paper.make, name="make_paper"),
    path("kelas/<uuid:group>/kertas/<uuid:paper>/", paper.grid, name="class_paper"),
    path("kelas/<uuid:group>/kertas/<uuid:paper>/peserta/<uuid:member>/", paper.row, name="class_paper_row"),
    path("kelas/<uuid:group>/kertas/<uuid:paper>/<slug:name>/", paper.sheets, name="class_paper_file"),
    # one device, many people
    path("kelas/<uuid:group>/dampingi/", companion.sessions, name="companion"),
    path("kelas/<uuid:group>/dampingi/<uuid:session>/", companion.session, name="companion_session"),
    path("kelas/<uuid:group>/dampingi/<uuid:session>/hadir/", companion.attend, name="companion_attend"),
    path("kelas/<uuid:group>/dampingi/<uuid:session>/selesai/", companion.end, name="companion_end"),
    path("kelas/<uuid:group>/dampingi/<uuid:session>/<uuid:lesson>/", companion.lesson, name="companion_lesson"),
    path("kelas/<uuid:group>/dampingi/<uuid:session>/<uuid:lesson>/batal/", companion.undo, name="companion_undo"),
    path(
        "kelas/<uuid:group>/dampingi/<uuid:session>/<uuid:lesson>/giliran/<uuid:activity>/<uuid:member>/",
        turns.turn,
        name="companion_turn",
    ),
]
