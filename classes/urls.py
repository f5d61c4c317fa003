from django.urls import path

from classes.views import groups, moving_up, people, rosters

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
]
