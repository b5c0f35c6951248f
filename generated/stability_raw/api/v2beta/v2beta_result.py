from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.v2_beta_error import V2BetaError
from ...models.v2_beta_media_type import V2BetaMediaType
from ...models.v2_beta_result_image import V2BetaResultImage
from ...models.v2_beta_running import V2BetaRunning
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Accept"] = str(accept)

    if not isinstance(stability_client_id, Unset):
        headers["stability-client-id"] = stability_client_id

    if not isinstance(stability_client_version, Unset):
        headers["stability-client-version"] = stability_client_version

    if not isinstance(stability_client_user_id, Unset):
        headers["stability-client-user-id"] = stability_client_user_id

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2beta/results/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> V2BetaError | V2BetaResultImage | V2BetaRunning:
    if response.status_code == 200:
        response_200 = V2BetaResultImage.from_dict(response.json())

        return response_200

    if response.status_code == 202:
        response_202 = V2BetaRunning.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = V2BetaError.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = V2BetaError.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = V2BetaError.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = V2BetaError.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = V2BetaError.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = V2BetaError.from_dict(response.json())

        return response_500

    response_default = V2BetaError.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[V2BetaError | V2BetaResultImage | V2BetaRunning]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> Response[V2BetaError | V2BetaResultImage | V2BetaRunning]:
    """Fetch the result of a call that was started, for 24 hours and with the key that started it.

    Args:
        id (str):
        accept (V2BetaMediaType): The form in which an image is returned.
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        stability_client_user_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[V2BetaError | V2BetaResultImage | V2BetaRunning]
    """

    kwargs = _get_kwargs(
        id=id,
        accept=accept,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
        stability_client_user_id=stability_client_user_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> V2BetaError | V2BetaResultImage | V2BetaRunning | None:
    """Fetch the result of a call that was started, for 24 hours and with the key that started it.

    Args:
        id (str):
        accept (V2BetaMediaType): The form in which an image is returned.
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        stability_client_user_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        V2BetaError | V2BetaResultImage | V2BetaRunning
    """

    return sync_detailed(
        id=id,
        client=client,
        accept=accept,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
        stability_client_user_id=stability_client_user_id,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> Response[V2BetaError | V2BetaResultImage | V2BetaRunning]:
    """Fetch the result of a call that was started, for 24 hours and with the key that started it.

    Args:
        id (str):
        accept (V2BetaMediaType): The form in which an image is returned.
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        stability_client_user_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[V2BetaError | V2BetaResultImage | V2BetaRunning]
    """

    kwargs = _get_kwargs(
        id=id,
        accept=accept,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
        stability_client_user_id=stability_client_user_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> V2BetaError | V2BetaResultImage | V2BetaRunning | None:
    """Fetch the result of a call that was started, for 24 hours and with the key that started it.

    Args:
        id (str):
        accept (V2BetaMediaType): The form in which an image is returned.
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        stability_client_user_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        V2BetaError | V2BetaResultImage | V2BetaRunning
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            accept=accept,
            stability_client_id=stability_client_id,
            stability_client_version=stability_client_version,
            stability_client_user_id=stability_client_user_id,
        )
    ).parsed
