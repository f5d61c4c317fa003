"""Whose address counts: the one our own proxies vouch for, whatever else the headers say."""

from typing import Any

import pytest
from django.db.models import Sum
from django.test import RequestFactory

from core.address import client_address, is_loopback, network_of

FORGED = "10.0.0.1, 10.0.0.2, 10.0.0.3"


def asked(remote: str = "203.0.113.9", **headers: Any):
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"])
def test_without_proxies_of_ours_no_header_is_believed(settings, header):
    settings.TRUSTED_PROXIES = 0
    assert client_address(asked(**{header: "198.51.100.1"})) == "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "wanted"),
    [
        (1, "198.51.100.1", "198.51.100.1"),
        (1, f"{FORGED}, 198.51.100.1", "198.51.100.1"),
        (1, f"{FORGED},198.51.100.1 ", "198.51.100.1"),
        (2, f"{FORGED}, 198.51.100.1, 192.0.2.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.9"),
        (1, "", "203.0.113.9"),
        (1, " , ,", "203.0.113.9"),
        (1, "2001:db8::1", "2001:db8::/64"),
    ],
)
def test_behind_proxies_it_is_what_the_outermost_of_them_saw(settings, proxies, forwarded, wanted):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(asked(HTTP_X_FORWARDED_FOR=forwarded)) == wanted


@pytest.mark.parametrize(
    ("remote", "headers", "here"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("203.0.113.9", {}, False),
        ("", {}, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ("127.0.0.1", {"HTTP_FORWARDED": "for=127.0.0.1"}, False),
        ("127.0.0.1", {"HTTP_X_REAL_IP": "127.0.0.1"}, False),
        ("203.0.113.9", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
    ],
)
def test_this_machine_is_only_this_machine(remote, headers, here):
    assert is_loopback(asked(remote, **headers)) is here


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
        ("not one", "not one"),
    ],
)
def test_one_customer_of_a_provider_is_one_address(address, network):
    assert network_of(address) == network


def test_a_forged_address_does_not_give_a_fresh_count(db, client, settings):
    """Whoever could choose an address could try for ever."""
    from core.models import RateWindow

    settings.TRUSTED_PROXIES = 0
    for number in range(3):
        client.post("/masuk/", {"identifier": "siti", "secret": "246813"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    tries = RateWindow.objects.filter(count__gt=0).values("key").annotate(tries=Sum("count"))
    assert [row["tries"] for row in tries] == [3, 3, 3]
