import secrets

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.bare.models import Row

LINES = [f"Baris {number} dengan beberapa kata, supaya halaman ini sebesar halaman pelajaran." for number in range(230)]


def page(request: HttpRequest) -> HttpResponse:
    """Session, user, and a template of 20 kB."""
    return render(request, "page.html", {"name": request.user.username, "lines": LINES})


def write(request: HttpRequest) -> HttpResponse:
    """One transaction: two selects and three inserts, all of one person."""
    owner = secrets.randbelow(1000)
    with transaction.atomic():
        Row.objects.filter(owner=owner).order_by("-pk").first()
        Row.objects.filter(owner=owner + 1).order_by("-pk").first()
        for number in range(3):
            Row.objects.create(owner=owner, text=f"jawaban {number}")
    return HttpResponse("ok")


urlpatterns = [path("page/", page), path("write/", write)]
