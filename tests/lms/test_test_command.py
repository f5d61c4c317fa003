"""`manage.py test`: what runs beside something else is heard in order, and what breaks off is not passed over."""

from __future__ import annotations

import threading

import pytest

from lms.bootstrap.test import Row, _Beside


def test_words_of_a_step_beside_wait_their_turn_and_then_come_at_once(capsys):
    told, go_on = threading.Event(), threading.Event()

    def step(say):
        say("satu\n")
        told.set()
        go_on.wait(10)
        say("dua\n")
        return Row("langkah", "bersih")

    beside = _Beside([step])
    assert told.wait(10)
    assert capsys.readouterr().out == ""
    go_on.set()
    assert [row.result for row in beside.wait()] == ["bersih"]
    assert capsys.readouterr().out == "satu\ndua\n"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_step_that_breaks_off_is_not_taken_for_one_that_passed():
    def broken(_say):
        raise OSError("tidak ada")

    with pytest.raises(AssertionError, match="broke off"):
        _Beside([lambda _say: Row("satu", "bersih"), broken]).wait()
