"""Keys, addresses and ids are replaced in their own form, and a second run changes nothing."""

import json

import pytest

from stability_client._redaction import redact
from stability_client.testing.scrubbing import scrub_authorization, scrub_id, scrub_response, scrub_text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("key sk-abcdEFGH0123456789 is wrong", "key sk-00000000 is wrong"),
        ("Incorrect API key provided: sk-ab*********yz", "Incorrect API key provided: sk-00000000*********00000000"),
        ("write to jane.doe+x@mail.example.org!", "write to someone@example.com!"),
        ("task-force-sk-", "task-force-sk-"),
        ("a prompt about an org chart", "a prompt about an org chart"),
        ("a secret of another form: hunter2hunter2", "a secret of another form: sk-00000000"),
    ],
)
def test_text_is_scrubbed(text: str, clean: str) -> None:
    assert scrub_text(text, ["hunter2hunter2"]) == clean


@pytest.mark.parametrize("text", ["sk-abcdEFGH0123456789", "sk-ab***yz", "a@b.org", "org-AbC123", "user-AbC123"])
def test_a_second_run_changes_nothing(text: str) -> None:
    once = scrub_text(text)
    assert once != text
    assert scrub_text(once) == once


@pytest.mark.parametrize("key", ["sk-abcdEFGH0123456789", "sk-abcd***********wxyz"])
def test_a_scrubbed_key_is_still_redacted_by_the_client(key: str) -> None:
    assert "00000000" not in redact(scrub_text(f"key {key} is wrong"))


def test_ids_stay_distinct_and_cannot_be_derived() -> None:
    one, other = scrub_id("org-AbCdEfGhIjKl"), scrub_id("org-MnOpQrStUvWx")
    assert one != other
    assert one == scrub_id("org-AbCdEfGhIjKl") == scrub_id(one)
    assert one.startswith("org-0000")
    assert scrub_id("an id of another form").startswith("org-0000")


@pytest.mark.parametrize(
    ("header", "clean"),
    [("sk-0123456789", "<redacted>"), ("Bearer sk-0123456789", "Bearer <redacted>"), ("<redacted>", "<redacted>")],
)
def test_the_header_keeps_its_prefix(header: str, clean: str) -> None:
    assert scrub_authorization(header) == clean


def test_an_account_holds_no_personal_data() -> None:
    account = {
        "id": "user-AbC123",
        "email": "jane@doe.org",
        "organizations": [{"id": "org-AbC123", "name": "Jane's", "role": "OWNER", "is_default": True}],
        "profile_picture": "https://pictures.example/jane.png",
    }
    clean = scrub_response(account)
    text = json.dumps(clean)
    assert not [trace for trace in ("AbC123", "jane", "Jane", "doe.org") if trace in text]
    assert (clean["organizations"][0]["role"], clean["organizations"][0]["is_default"]) == ("OWNER", True)
    assert scrub_response(clean) == clean


def test_the_id_of_an_error_is_replaced() -> None:
    assert scrub_response({"id": "LyMu4toe", "name": "fault", "message": "no"})["id"] == "00000000"
    assert scrub_response({"id": "an-engine", "name": "An engine", "type": "PICTURE"})["id"] == "an-engine"
