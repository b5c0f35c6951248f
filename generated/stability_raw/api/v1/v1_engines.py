from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.engine import Engine
from ...models.error import Error
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(organization, Unset):
        headers["Organization"] = organization

    if not isinstance(stability_client_id, Unset):
        headers["Stability-Client-ID"] = stability_client_id

    if not isinstance(stability_client_version, Unset):
        headers["Stability-Client-Version"] = stability_client_version

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/engines/list",
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | list[Engine]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = Engine.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())

        return response_500

    response_default = Error.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | list[Engine]]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> Response[Error | list[Engine]]:
    """List the engines that the key may use.

    Args:
        organization (str | Unset):
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | list[Engine]]
    """

    kwargs = _get_kwargs(
        organization=organization,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> Error | list[Engine] | None:
    """List the engines that the key may use.

    Args:
        organization (str | Unset):
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | list[Engine]
    """

    return sync_detailed(
        client=client,
        organization=organization,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> Response[Error | list[Engine]]:
    """List the engines that the key may use.

    Args:
        organization (str | Unset):
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | list[Engine]]
    """

    kwargs = _get_kwargs(
        organization=organization,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> Error | list[Engine] | None:
    """List the engines that the key may use.

    Args:
        organization (str | Unset):
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | list[Engine]
    """

    return (
        await asyncio_detailed(
            client=client,
            organization=organization,
            stability_client_id=stability_client_id,
            stability_client_version=stability_client_version,
        )
    ).parsed
