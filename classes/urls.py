from django.urls import path

from classes.views import follow, groups, handovers, operators, organisations, people

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
    # an operator hands over to another
    path("kelas/<uuid:group>/peserta/<uuid:member>/serah-terima/", handovers.new_handover, name="new_handover"),
    path("kelas/<uuid:group>/serah-terima/<uuid:handover>/", handovers.handover, name="handover"),
    path("kelas/<uuid:group>/serah-terima/<uuid:handover>/berkas/", handovers.handover_file, name="handover_file"),
    path("kelas/<uuid:group>/serah-terima/<uuid:handover>/batal/", handovers.undo, name="undo_handover"),
    # organisations, and the operators of agencies
    path("lembaga/", organisations.organisations, name="my_organisations"),
    path("lembaga/rekap/", organisations.roll_up, name="roll_up"),
    path("lembaga/<uuid:organisation>/", organisations.organisation, name="organisation"),
    path("lembaga/<uuid:organisation>/laporan/", organisations.branch_reports, name="branch_reports"),
    path("lembaga/<uuid:organisation>/laporan/<slug:name>/", organisations.branch_report, name="branch_report"),
    path("lembaga/<uuid:organisation>/operator/", operators.operators, name="operators"),
    path("lembaga/<uuid:organisation>/operator/baru/", operators.add_operators, name="add_operators"),
]
