"""`/gaya/`: all components together, for whoever keeps the look (staff only)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lms.icons import ICONS
from lms.sample_questions import SAMPLES
from progress.rules import Progress
from quizzes.domain.queries import question_view


class SampleForm(forms.Form):
    name = forms.CharField(label="Nama lengkap", help_text="Seperti di KTP, atau seperti biasa dipanggil.")
    wrong = forms.CharField(label="Nomor HP")
    place = forms.ChoiceField(
        label="Kelurahan", choices=[("", "Tidak disebut"), ("1", "Sukamaju Kidul")], required=False
    )
    age = forms.ChoiceField(
        label="Umur", choices=[("a", "18 atau lebih"), ("m", "Di bawah 18")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="Saya setuju kemajuan belajar saya disimpan.")


def components(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated or not request.user.is_staff:
        raise Http404
    form = SampleForm({"name": "Siti Aminah", "wrong": "", "age": "a"})
    levels = (messages.INFO, messages.SUCCESS, messages.WARNING, messages.ERROR)
    notes = [Message(level, "Jawaban Anda tersimpan. Sinyal terputus – coba lagi.") for level in levels]
    asked = [
        question_view(content, number, order=[], response=response, reveal=response is not None)
        for number, (content, response) in enumerate(SAMPLES, 1)
    ]
    context = {"form": form, "notes": notes, "icons": list(ICONS), "progress": Progress(10, 16), "asked": asked}
    return render(request, "pages/gallery.html", context)
