"""What can be said of a code that nobody has written about, and what search does with it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from kb import codes, search
from kb.code_families import family
from tests.factories import make_article

ANYBODY = AnonymousUser()


def said(text: str) -> str:
    (code,) = codes.find(text)
    return " ".join(map(str, family(code).sentences))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0x86000C0A", "status 111"),
        ("0x85010099", "how the web server in front of the mail server answered"),
        ("0x85030001", "certificate"),
        ("0x80072EFF", "connections to web servers"),
        ("0x80070035", "Its number in decimal is 53"),
        ("0x80040123", "each program has its own list"),
        ("0x80240016", "Windows Update"),
        ("0x80999999", "in no public list"),
        ("0xC000006D", "NTSTATUS"),
        ("0x00000035", "In decimal this is 53"),
        ("0x2EE7", "connections to web servers"),
        ("0x12345678", "no failure"),
        ("0x" + "f" * 16, "two were copied together"),
        ("HTTP 418", "refuses"),
        ("HTTP 599", "server itself failed"),
        ("HTTP 302", "another address"),
        ("HTTP 204", "did what it was asked"),
        ("HTTP 101", "not done"),
        ("error 5.1.99", "refused for good"),
        ("error 4.4.7", "put off"),
        ("error 5.7.999", "security"),
        ("-5099", "file servers"),
        ("-14099", "signing in"),
        ("-9", "a Mac counts its errors"),
        ("event 9876", "event log"),
        ("KB 9999999", "knowledge base"),
    ],
)
def test_a_code_is_explained_by_its_form(code, expected):
    assert expected in said(code)


def test_the_phones_codes_and_the_status_of_the_protocol_agree():
    """The four that are known from both lists (MS-ASCMD and the phone's codes)."""
    for code, status in (("0x86000C1C", 129), ("0x86000C29", 142), ("0x86000C2B", 144), ("0x86000C4C", 177)):
        assert f"status {status}" in said(code)


@pytest.fixture
def library(db):
    make_article(slug="known", title="Known", codes=["0x86000C29", "HTTP 500"])
    make_article(slug="phone", title="The phone asks again and again")
    make_article(slug="number", title="Room 599 and room 86000")


def ask(typed: str, user=ANYBODY):
    return search.search(typed, user=user)


@pytest.mark.parametrize("typed", ["0x86000C0A", "error 0x86000c0a", "86000C0A", "HTTP 599"])
def test_a_code_that_nobody_wrote_about_finds_nothing_that_only_looks_like_it(library, typed):
    results = ask(typed)
    assert [code.text for code in results.unknown_codes] == [code.text for code in results.query.codes]
    assert (results.hits, results.total) == ([], 0)


def test_words_beside_an_unknown_code_are_searched_for_without_it(library):
    results = ask("phone asks again 0x86000C0A")
    assert [code.text for code in results.unknown_codes] == ["0x86000C0A"]
    assert [hit.document.slug for hit in results.hits] == ["phone"]


def test_of_two_codes_the_known_one_is_found_and_the_other_is_named(library):
    results = ask("0x86000C29 0x86000C0A")
    assert [code.text for code in results.unknown_codes] == ["0x86000C0A"]
    assert [hit.document.slug for hit in results.hits] == ["known"]


def test_a_code_that_is_left_out_by_a_minus_is_not_unknown(library):
    assert ask("0x86000C29 -known").unknown_codes == ()


def test_a_code_that_only_staff_may_read_of_is_unknown_to_others(library, volunteer):
    make_article(title="Secret", codes=["0x86000C0A"], visibility="staff")
    assert ask("0x86000C0A").unknown_codes and not ask("0x86000C0A", volunteer).unknown_codes
