"""A municipality's own words inside lessons: escaped, neutral when unset, visible when unknown."""

import pytest

from core.models import MunicipalitySettings
from core.variables import VARIABLES, fill_variables, unknown_variables


def test_set_values_are_put_in_and_unset_ones_read_as_a_neutral_phrase():
    html = "<p>Warga {{ nama_daerah }} lapor lewat {{kanal_aduan}}.</p>"
    assert fill_variables(html, {"nama_daerah": "Kota Sukamaju", "kanal_aduan": ""}) == (
        "<p>Warga Kota Sukamaju lapor lewat kanal aduan daerah.</p>"
    )


def test_values_are_escaped():
    values = {"nama_daerah": "<script>alert('x')</script>", "tautan_ppid": 'https://a.example/"><script>&'}
    assert fill_variables('{{nama_daerah}} <a href="{{tautan_ppid}}">PPID</a>', values) == (
        "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; "
        '<a href="https://a.example/&quot;&gt;&lt;script&gt;&amp;">PPID</a>'
    )


def test_a_value_that_looks_like_a_variable_is_not_filled_again():
    assert fill_variables("{{nama_daerah}}", {"nama_daerah": "{{nama_situs}}", "nama_situs": "X"}) == "{{nama_situs}}"


def test_a_link_without_address_becomes_its_text():
    html = 'Buka <a href="{{ tautan_kanal_aduan }}">kanal\n<b>aduan</b></a>, lalu <a href="/x/">itu</a>.'
    assert fill_variables(html, {}) == 'Buka kanal\n<b>aduan</b>, lalu <a href="/x/">itu</a>.'
    assert fill_variables(html, {"tautan_kanal_aduan": "tel:112"}) == (
        'Buka <a href="tel:112">kanal\n<b>aduan</b></a>, lalu <a href="/x/">itu</a>.'
    )


def test_an_unknown_name_stays_as_written_for_the_proof_reader():
    assert fill_variables("<p>{{ nama_kota }}</p>", {"nama_kota": "X"}) == "<p>{{ nama_kota }}</p>"
    assert unknown_variables("{{nama_daerah}} {{ nama_kota }} {{x}} {nama_daerah}") == ["nama_kota", "x"]


def test_an_unknown_name_in_a_link_stays_as_written_too():
    html = '<a href="{{tautan_apa_saja}}">ini</a>'
    assert fill_variables(html, {}) == html


def test_html_without_variables_is_left_alone():
    assert fill_variables("<p>{ tidak } ada</p>", {"nama_daerah": "X"}) == "<p>{ tidak } ada</p>"


def test_links_have_no_default_and_everything_else_has_one():
    assert {name for name, variable in VARIABLES.items() if not variable.default} == {
        name for name, variable in VARIABLES.items() if variable.leads_to
    }
    assert {name for name in VARIABLES if name.startswith("tautan_")} == {
        name for name, variable in VARIABLES.items() if variable.leads_to
    }


def test_the_settings_give_a_value_for_every_variable():
    settings = MunicipalitySettings(municipality="Kota Sukamaju", time_zone="Asia/Makassar", neighbourhood_unit="RT")
    filled = settings.variables()
    assert filled.keys() == VARIABLES.keys()
    assert (filled["nama_daerah"], filled["zona_waktu"], filled["satuan_lingkungan"], filled["kanal_aduan"]) == (
        "Kota Sukamaju",
        "WITA",
        "RT",
        "",
    )


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://aduan.example", True),
        ("tel:112", True),
        ("javascript:alert(1)", False),
        ("//evil.example", False),
        ("data:text/html,x", False),
        (" https://aduan.example", False),
    ],
)
def test_a_link_of_the_settings_leads_to_the_web_or_a_telephone(address, fine):
    settings = MunicipalitySettings(complaint_channel_link=address)
    problems: dict = {}
    try:
        settings.clean_fields()
    except Exception as error:
        problems = error.message_dict
    assert problems.keys() == (set() if fine else {"complaint_channel_link"})


def test_a_link_that_stands_alone_brings_the_name_of_what_it_leads_to():
    values = {"kanal_aduan": "Lapor & Pantau", "tautan_kanal_aduan": "https://aduan.example/?a=1&b=2"}
    assert fill_variables("<p>Buka {{tautan_kanal_aduan}}.</p>", values) == (
        '<p>Buka <a href="https://aduan.example/?a=1&amp;b=2">Lapor &amp; Pantau</a>.</p>'
    )


def test_a_link_without_an_address_is_the_name_alone():
    assert fill_variables("{{tautan_ppid}}", {}) == "PPID daerah"
    assert fill_variables("{{tautan_ppid}}", {"situs_ppid": "PPID Sukamaju"}) == "PPID Sukamaju"
