"""`POST /api/v1/diagnose`: the ranking for programs."""

import json

import pytest

from tests.pages.pasting import FROM_LOG, LOG, diagnose
from wizard.pasted import MAX_BYTES

pytestmark = pytest.mark.django_db


def test_a_program_gets_the_ranking_as_json(client, network):
    for response in (diagnose(client, LOG), client.post("/api/v1/diagnose", LOG, content_type="text/plain")):
        told = response.json()
        (guide,) = told["guides"]
        assert response.status_code == 200 and response["Cache-Control"] == "no-store"
        assert (guide["slug"], guide["title"], guide["url"]) == ("network", "No network", "/fix/network/")
        assert guide["strength"] == "proves" and guide["score"] > 9
        assert guide["answers"] == [
            {"question": "lights", "choice": "light-on", "line": 2},
            {"question": "cable", "choice": "broken", "line": 4},
        ]
        assert [hit["quote"] for hit in guide["hits"]] == ["eth0: LINK UP", "tester: CABLE TORN"]
        assert guide["start_url"] == f"/fix/network/?{FROM_LOG}"
        assert (told["articles"], told["lines"], told["checked_to"], told["complete"]) == ([], 5, 5, True)
        assert "Set-Cookie" not in response


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("[]", "application/json", 400),
        ('{"text": 5}', "application/json", 400),
        ('{"text": ""}', "application/json", 400),
        (b"\xff\xfe\xfa", "application/json", 400),
        ("\n", "text/plain", 400),
        (b"\x89PNG\r\n", "text/plain", 400),
        ("text=x", "application/x-www-form-urlencoded", 415),
        ("x", "image/png", 415),
        ("x" * (MAX_BYTES + 1), "text/plain", 413),
        ("x" * (5 * MAX_BYTES), "text/plain", 413),
        (json.dumps({"text": "x" * (MAX_BYTES + 1)}), "application/json", 413),
    ],
)
def test_a_program_is_told_what_is_wrong(client, network, body, kind, status):
    response = client.post("/api/v1/diagnose", body, content_type=kind)
    assert response.status_code == status and response.json()["error"]


def test_a_program_signs_in_first_where_readers_do(client, network, member, settings):
    settings.READERS = "signed-in"
    assert diagnose(client, LOG).status_code == 401
    client.force_login(member)
    assert diagnose(client, LOG).json()["guides"]


def test_a_page_of_another_site_does_not_ask_for_its_visitors(client, network):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/api/v1/diagnose", LOG, content_type="text/plain", headers=headers).status_code == 403
    assert client.get("/api/v1/diagnose").status_code == 405
