from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.v2_beta_error import V2BetaError
from ...models.v2_beta_image import V2BetaImage
from ...models.v2_beta_media_type import V2BetaMediaType
from ...models.v2_beta_sd_3_body import V2BetaSd3Body
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: V2BetaSd3Body,
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
        "method": "post",
        "url": "/v2beta/stable-image/generate/sd3",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> V2BetaError | V2BetaImage:
    if response.status_code == 200:
        response_200 = V2BetaImage.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = V2BetaError.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = V2BetaError.from_dict(response.json())

        return response_401

    if response.status_code == 402:
        response_402 = V2BetaError.from_dict(response.json())

        return response_402

    if response.status_code == 403:
        response_403 = V2BetaError.from_dict(response.json())

        return response_403

    if response.status_code == 413:
        response_413 = V2BetaError.from_dict(response.json())

        return response_413

    if response.status_code == 422:
        response_422 = V2BetaError.from_dict(response.json())

        return response_422

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
) -> Response[V2BetaError | V2BetaImage]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: V2BetaSd3Body,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> Response[V2BetaError | V2BetaImage]:
    """Generate an image with a Stable Diffusion 3.5 model, from text or from an image and text.

    Args:
        accept (V2BetaMediaType): The form in which an image is returned.
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        stability_client_user_id (str | Unset):
        body (V2BetaSd3Body): What `sd3` makes an image of.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[V2BetaError | V2BetaImage]
    """

    kwargs = _get_kwargs(
        body=body,
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
    *,
    client: AuthenticatedClient,
    body: V2BetaSd3Body,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> V2BetaError | V2BetaImage | None:
    """Generate an image with a Stable Diffusion 3.5 model, from text or from an image and text.

    Args:
        accept (V2BetaMediaType): The form in which an image is returned.
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        stability_client_user_id (str | Unset):
        body (V2BetaSd3Body): What `sd3` makes an image of.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        V2BetaError | V2BetaImage
    """

    return sync_detailed(
        client=client,
        body=body,
        accept=accept,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
        stability_client_user_id=stability_client_user_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: V2BetaSd3Body,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> Response[V2BetaError | V2BetaImage]:
    """Generate an image with a Stable Diffusion 3.5 model, from text or from an image and text.

    Args:
        accept (V2BetaMediaType): The form in which an image is returned.
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        stability_client_user_id (str | Unset):
        body (V2BetaSd3Body): What `sd3` makes an image of.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[V2BetaError | V2BetaImage]
    """

    kwargs = _get_kwargs(
        body=body,
        accept=accept,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
        stability_client_user_id=stability_client_user_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: V2BetaSd3Body,
    accept: V2BetaMediaType,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
    stability_client_user_id: str | Unset = UNSET,
) -> V2BetaError | V2BetaImage | None:
    """Generate an image with a Stable Diffusion 3.5 model, from text or from an image and text.

    Args:
        accept (V2BetaMediaType): The form in which an image is returned.
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        stability_client_user_id (str | Unset):
        body (V2BetaSd3Body): What `sd3` makes an image of.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        V2BetaError | V2BetaImage
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            accept=accept,
            stability_client_id=stability_client_id,
            stability_client_version=stability_client_version,
            stability_client_user_id=stability_client_user_id,
        )
    ).parsed
