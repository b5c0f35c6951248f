from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.image_envelope import ImageEnvelope
from ...models.response_media_type import ResponseMediaType
from ...models.v1_image_to_image_body import V1ImageToImageBody
from ...types import UNSET, Response, Unset


def _get_kwargs(
    engine_id: str,
    *,
    body: V1ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Accept"] = str(accept)

    if not isinstance(organization, Unset):
        headers["Organization"] = organization

    if not isinstance(stability_client_id, Unset):
        headers["Stability-Client-ID"] = stability_client_id

    if not isinstance(stability_client_version, Unset):
        headers["Stability-Client-Version"] = stability_client_version

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/generation/{engine_id}/image-to-image".format(
            engine_id=quote(str(engine_id), safe=""),
        ),
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | ImageEnvelope:
    if response.status_code == 200:
        response_200 = ImageEnvelope.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

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
) -> Response[Error | ImageEnvelope]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    engine_id: str,
    *,
    client: AuthenticatedClient,
    body: V1ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> Response[Error | ImageEnvelope]:
    """Generate images from an image and text prompts.

    Args:
        engine_id (str):
        accept (ResponseMediaType): The form in which images are returned.
        organization (str | Unset):
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        body (V1ImageToImageBody): The parts of an image-to-image request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ImageEnvelope]
    """

    kwargs = _get_kwargs(
        engine_id=engine_id,
        body=body,
        accept=accept,
        organization=organization,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    engine_id: str,
    *,
    client: AuthenticatedClient,
    body: V1ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> Error | ImageEnvelope | None:
    """Generate images from an image and text prompts.

    Args:
        engine_id (str):
        accept (ResponseMediaType): The form in which images are returned.
        organization (str | Unset):
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        body (V1ImageToImageBody): The parts of an image-to-image request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ImageEnvelope
    """

    return sync_detailed(
        engine_id=engine_id,
        client=client,
        body=body,
        accept=accept,
        organization=organization,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
    ).parsed


async def asyncio_detailed(
    engine_id: str,
    *,
    client: AuthenticatedClient,
    body: V1ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> Response[Error | ImageEnvelope]:
    """Generate images from an image and text prompts.

    Args:
        engine_id (str):
        accept (ResponseMediaType): The form in which images are returned.
        organization (str | Unset):
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        body (V1ImageToImageBody): The parts of an image-to-image request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ImageEnvelope]
    """

    kwargs = _get_kwargs(
        engine_id=engine_id,
        body=body,
        accept=accept,
        organization=organization,
        stability_client_id=stability_client_id,
        stability_client_version=stability_client_version,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    engine_id: str,
    *,
    client: AuthenticatedClient,
    body: V1ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
    stability_client_id: str | Unset = UNSET,
    stability_client_version: str | Unset = UNSET,
) -> Error | ImageEnvelope | None:
    """Generate images from an image and text prompts.

    Args:
        engine_id (str):
        accept (ResponseMediaType): The form in which images are returned.
        organization (str | Unset):
        stability_client_id (str | Unset):
        stability_client_version (str | Unset):
        body (V1ImageToImageBody): The parts of an image-to-image request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ImageEnvelope
    """

    return (
        await asyncio_detailed(
            engine_id=engine_id,
            client=client,
            body=body,
            accept=accept,
            organization=organization,
            stability_client_id=stability_client_id,
            stability_client_version=stability_client_version,
        )
    ).parsed
