"""What the tests of this folder do over and over: fill the forms of signing up and in, read what went wrong."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.people import PIN


def visitor(**extra: Any) -> Client:
    """A phone of its own, reading English: the words of the code itself."""
    client = Client(**extra)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def sign_in_with(client: Client, identifier: str, secret: str = PIN, **fields: Any) -> Any:
    return client.post(reverse("sign_in"), {"identifier": identifier, "secret": secret} | fields)


def sign_up_with(client: Client, **fields: Any) -> Any:
    values = {
        "name": "Siti Aminah",
        "identifier": "siti.aminah",
        "secret": PIN,
        "age": "adult",
        "consent_learning": "on",
    } | fields
    return client.post(reverse("sign_up"), {name: value for name, value in values.items() if value is not None})


def problems(answer: HttpResponse) -> list[str]:
    """What the page says is wrong: general sentences first, then “Field: what”."""
    page = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(row.get_text().split()) for row in page.select(".sum p, .sum li")]


def typed(answer: HttpResponse, name: str) -> str | None:
    """What a field of the page holds."""
    field = BeautifulSoup(answer.content, "html.parser").select_one(f"main [name={name}]")
    assert field is not None, name
    value = field.get("value")
    return None if value is None else str(value)


def who(client: Client) -> User | None:
    """The person this client's session cookie belongs to, as the server sees it."""
    user = client.get(reverse("account")).wsgi_request.user
    return User.objects.get(pk=user.pk) if user.is_authenticated else None


def session_cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def with_cookie(value: str) -> Client:
    """Another browser that replays this session cookie."""
    client = visitor()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client
