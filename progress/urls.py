from django.urls import path

from progress.views import acts, h5p, quiz, quiz_all, track_tests

urlpatterns = [
    path("belajar/kursus/<uuid:course>/mulai/", acts.start_course, name="start_course"),
    path("belajar/kursus/<uuid:course>/berhenti/", acts.leave_course, name="leave_course"),
    path("belajar/<uuid:lesson>/selesai/", acts.finish_lesson, name="finish_lesson"),
    path("belajar/<uuid:lesson>/usang/", acts.tell_stale, name="tell_stale"),
    path("belajar/<uuid:lesson>/cek/<uuid:activity>/", acts.answer_check, name="answer_check"),
    path("belajar/<uuid:lesson>/praktik/<uuid:activity>/", acts.tick, name="tick_practice"),
    path("belajar/<uuid:lesson>/h5p/<uuid:activity>/keadaan/", h5p.state, name="h5p_state"),
    path("belajar/<uuid:lesson>/h5p/<uuid:activity>/hasil/<uuid:go>/", h5p.report, name="h5p_report"),
    path("belajar/<uuid:lesson>/h5p/<uuid:activity>/sudah/", h5p.declare, name="h5p_declare"),
    path("belajar/<uuid:lesson>/kuis/<uuid:activity>/mulai/", quiz.start, name="start_quiz"),
    path("belajar/<uuid:lesson>/kuis/<uuid:attempt>/", quiz_all.questions, name="quiz_all"),
    path("belajar/<uuid:lesson>/kuis/<uuid:attempt>/<int:position>/", quiz.question, name="quiz_question"),
    path("belajar/<uuid:lesson>/kuis/<uuid:attempt>/kirim/", quiz.review, name="quiz_review"),
    path("belajar/<uuid:lesson>/kuis/<uuid:attempt>/hasil/", quiz.result, name="quiz_result"),
    path("tes/", track_tests.placement, name="placement"),
    path("tes/jalur/<slug:track>/", track_tests.track_tests, name="track_tests"),
    path("tes/<uuid:test>/mulai/", track_tests.start, name="start_test"),
    path("tes/<uuid:attempt>/", track_tests.go_on, name="go_on_with_test"),
    path("tes/<uuid:attempt>/<int:position>/", track_tests.question, name="test_question"),
    path("tes/<uuid:attempt>/kirim/", track_tests.review, name="test_review"),
    path("tes/<uuid:attempt>/hasil/", track_tests.result, name="test_result"),
    path("tes/<uuid:attempt>/mulai-di-sini/", track_tests.start_here, name="start_here"),
]
