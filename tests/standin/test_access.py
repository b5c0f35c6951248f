"""Keys, organizations, paths and methods: who has access to what."""

import httpx
import pytest

from stability_client.standin import API_KEY, Organization, StandIn
from tests.support.standin_calls import (
    ACCOUNT,
    BALANCE,
    ENGINES,
    GOA_ERROR,
    IMAGE_TO_IMAGE,
    JSON,
    MASKING,
    TEXT_TO_IMAGE,
    options,
    read_error,
    text_to_image,
)

STRANGE_KEY = "sk-abcdSECRETsecretwxyz"

OPERATIONS = [
    ("GET", ENGINES),
    ("GET", ACCOUNT),
    ("GET", BALANCE),
    ("POST", TEXT_TO_IMAGE),
    ("POST", IMAGE_TO_IMAGE),
    ("POST", MASKING),
]


@pytest.mark.parametrize("form", ["{}", "Bearer {}", "bearer {}", "BEARER   {}", " {} "])
def test_a_key_is_taken_raw_or_as_bearer(anonymous: httpx.Client, form: str) -> None:
    # Header values with blanks around them don't leave httpx, so they are trimmed before they are sent.
    authorization = form.format(API_KEY).strip()
    response = anonymous.get(BALANCE, headers={"Authorization": authorization})
    assert response.status_code == 200


@pytest.mark.parametrize(("method", "path"), [*OPERATIONS, ("GET", "/nowhere"), ("DELETE", ENGINES)])
@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}, {"Authorization": "Bearer"}])
def test_without_a_key_even_unknown_paths_are_unauthorized(
    anonymous: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    response = anonymous.request(method, path, headers=headers)
    assert read_error(response, 401)["name"] == "unauthorized"
    assert response.headers["content-type"] == GOA_ERROR


@pytest.mark.parametrize("path", [BALANCE, "/nowhere"])
@pytest.mark.parametrize(
    ("key", "shown"),
    [
        (STRANGE_KEY, "sk-abcd***wxyz"),
        (f"Bearer {STRANGE_KEY}", "sk-abcd***wxyz"),
        ("abcdefghijklmnop", "abcd***mnop"),
        ("abcdefghijkl", "abc***jkl"),
        ("abcdefghijk", "***"),
        ("sk-bad00", "***"),
        ("sk-x", "***"),
    ],
)
def test_an_unknown_key_is_masked_in_the_error(anonymous: httpx.Client, path: str, key: str, shown: str) -> None:
    response = anonymous.get(path, headers={"Authorization": key})
    error = read_error(response, 401)
    assert error["name"] == "unauthorized"
    assert error["message"].endswith(f" {shown}")
    assert key not in response.text


def test_keys_are_masked_in_the_history(stability_standin: StandIn, anonymous: httpx.Client) -> None:
    for form in (STRANGE_KEY, f"Bearer {STRANGE_KEY}"):
        anonymous.get(BALANCE, headers={"Authorization": form})
    assert [each.headers["authorization"] for each in stability_standin.history] == ["sk-abcd***wxyz"] * 2
    assert STRANGE_KEY not in repr(stability_standin.history)


def test_several_keys_can_be_accepted(stability_standin: StandIn, anonymous: httpx.Client) -> None:
    stability_standin.reset(keys=["sk-one", "sk-two"])
    for key, status in (("sk-one", 200), ("sk-two", 200), ("sk-standin", 401)):
        response = anonymous.get(BALANCE, headers={"Authorization": key})
        assert response.status_code == status
    assert stability_standin.api_key == "sk-one"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1alpha",
        "/v2/engines/list",
        ENGINES + "/",
        "/" + ENGINES,
        "/v1alpha/generation/text-to-image",
        "/v1alpha/generation/a/b/text-to-image",
        "/v1alpha/generation/a%2Fb/text-to-image",
        TEXT_TO_IMAGE.upper(),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_path_is_not_found(http: httpx.Client, method: str, path: str) -> None:
    response = http.request(method, str(http.base_url).rstrip("/") + path)
    assert read_error(response, 404)["name"] == "not_found"
    assert response.headers["content-type"] == GOA_ERROR


def test_an_unknown_engine_is_not_found(http: httpx.Client) -> None:
    response = http.post("/v1alpha/generation/stable-diffusion-v9/text-to-image", json=options())
    assert read_error(response, 404) | {"id": ""} == {
        "id": "",
        "name": "not_found",
        "message": "There is no such engine",
        "fault": False,
        "temporary": False,
        "timeout": False,
    }


@pytest.mark.parametrize(("right", "path"), OPERATIONS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "MAKE"])
def test_a_wrong_method_gets_the_allowed_ones(http: httpx.Client, right: str, path: str, method: str) -> None:
    if method == right or (method == "HEAD" and right == "GET"):
        return
    response = http.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == {"GET": "GET, HEAD", "POST": "POST"}[right]
    assert response.headers["content-type"] == GOA_ERROR
    if method != "HEAD":
        assert read_error(response, 405)["name"] == "bad_request"


@pytest.mark.parametrize("path", [ENGINES, ACCOUNT, BALANCE])
def test_head_gives_the_headers_of_get(http: httpx.Client, path: str) -> None:
    head, get = http.head(path), http.get(path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.headers["content-type"] == get.headers["content-type"]


def test_every_response_has_the_request_id_of_the_history(stability_standin: StandIn, http: httpx.Client) -> None:
    responses = [http.get(BALANCE), http.get("/nowhere"), text_to_image(http, ""), text_to_image(http)]
    noted = [(each.request_id, each.status, each.operation, each.error) for each in stability_standin.history]
    assert noted == [
        (responses[0].headers["x-request-id"], 200, "balance", None),
        (responses[1].headers["x-request-id"], 404, None, "not_found"),
        (responses[2].headers["x-request-id"], 400, "text_to_image", "invalid_prompts"),
        (responses[3].headers["x-request-id"], 200, "text_to_image", None),
    ]
    assert len({each[0] for each in noted}) == 4


def test_the_engines_are_those_of_the_contract(http: httpx.Client) -> None:
    response = http.get(ENGINES)
    assert response.headers["content-type"] == JSON
    engines = response.json()["engines"]
    assert [each["id"] for each in engines][:2] == ["stable-diffusion-v1", "stable-diffusion-v1-5"]
    assert len(engines) == 8
    assert {frozenset(each) for each in engines} == {frozenset({"id", "name", "description", "type"})}
    assert {each["type"] for each in engines} == {"PICTURE"}


def test_the_account_lists_its_organizations(http: httpx.Client) -> None:
    account = http.get(ACCOUNT).json()
    assert account.keys() == {"id", "email", "organizations", "profile_picture"}
    assert [(each["id"], each["is_default"]) for each in account["organizations"]] == [
        ("org-standin", True),
        ("org-standin-team", False),
    ]


@pytest.mark.parametrize(("method", "path"), [each for each in OPERATIONS if each[1] != ACCOUNT])
def test_an_unknown_organization_is_refused(http: httpx.Client, method: str, path: str) -> None:
    response = http.request(method, path, headers={"Organization": "org-strange"})
    assert read_error(response, 403)["name"] == "permission_denied"


def test_the_account_ignores_the_organization_header(http: httpx.Client) -> None:
    assert http.get(ACCOUNT, headers={"Organization": "org-strange"}).status_code == 200


def test_organizations_can_be_configured(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(organizations=[Organization("org-a", "A"), Organization("org-b", "B", is_default=True)])
    assert [each["id"] for each in http.get(ACCOUNT).json()["organizations"]] == ["org-a", "org-b"]
    http.get(BALANCE)
    http.get(BALANCE, headers={"Organization": "org-a"})
    assert [each.organization for each in stability_standin.history] == ["org-b", "org-b", "org-a"]


@pytest.mark.parametrize("defaults", [(False, False), (True, True), ()])
def test_exactly_one_organization_is_the_default(defaults: tuple[bool, ...]) -> None:
    organizations = [Organization(f"org-{n}", "", is_default=default) for n, default in enumerate(defaults)]
    with pytest.raises(ValueError, match="exactly one default"):
        StandIn(organizations=organizations)
