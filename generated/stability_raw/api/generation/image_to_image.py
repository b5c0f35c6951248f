from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.image import Image
from ...models.image_envelope import ImageEnvelope
from ...models.image_to_image_body import ImageToImageBody
from ...models.response_media_type import ResponseMediaType
from ...types import UNSET, Response, Unset


def _get_kwargs(
    engine_id: str,
    *,
    body: ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Accept"] = str(accept)

    if not isinstance(organization, Unset):
        headers["Organization"] = organization

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1alpha/generation/{engine_id}/image-to-image".format(
            engine_id=quote(str(engine_id), safe=""),
        ),
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | ImageEnvelope | list[Image]:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> ImageEnvelope | list[Image]:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                response_200_type_0 = []
                _response_200_type_0 = data
                for response_200_type_0_item_data in _response_200_type_0:
                    response_200_type_0_item = Image.from_dict(response_200_type_0_item_data)

                    response_200_type_0.append(response_200_type_0_item)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = ImageEnvelope.from_dict(data)

            return response_200_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 402:
        response_402 = Error.from_dict(response.json())

        return response_402

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 413:
        response_413 = Error.from_dict(response.json())

        return response_413

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
) -> Response[Error | ImageEnvelope | list[Image]]:
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
    body: ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
) -> Response[Error | ImageEnvelope | list[Image]]:
    """Generate images from an image and text prompts.

    Args:
        engine_id (str):
        accept (ResponseMediaType): The form in which images are returned.
        organization (str | Unset):
        body (ImageToImageBody): The parts of an image-to-image request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ImageEnvelope | list[Image]]
    """

    kwargs = _get_kwargs(
        engine_id=engine_id,
        body=body,
        accept=accept,
        organization=organization,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    engine_id: str,
    *,
    client: AuthenticatedClient,
    body: ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
) -> Error | ImageEnvelope | list[Image] | None:
    """Generate images from an image and text prompts.

    Args:
        engine_id (str):
        accept (ResponseMediaType): The form in which images are returned.
        organization (str | Unset):
        body (ImageToImageBody): The parts of an image-to-image request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ImageEnvelope | list[Image]
    """

    return sync_detailed(
        engine_id=engine_id,
        client=client,
        body=body,
        accept=accept,
        organization=organization,
    ).parsed


async def asyncio_detailed(
    engine_id: str,
    *,
    client: AuthenticatedClient,
    body: ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
) -> Response[Error | ImageEnvelope | list[Image]]:
    """Generate images from an image and text prompts.

    Args:
        engine_id (str):
        accept (ResponseMediaType): The form in which images are returned.
        organization (str | Unset):
        body (ImageToImageBody): The parts of an image-to-image request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ImageEnvelope | list[Image]]
    """

    kwargs = _get_kwargs(
        engine_id=engine_id,
        body=body,
        accept=accept,
        organization=organization,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    engine_id: str,
    *,
    client: AuthenticatedClient,
    body: ImageToImageBody,
    accept: ResponseMediaType,
    organization: str | Unset = UNSET,
) -> Error | ImageEnvelope | list[Image] | None:
    """Generate images from an image and text prompts.

    Args:
        engine_id (str):
        accept (ResponseMediaType): The form in which images are returned.
        organization (str | Unset):
        body (ImageToImageBody): The parts of an image-to-image request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ImageEnvelope | list[Image]
    """

    return (
        await asyncio_detailed(
            engine_id=engine_id,
            client=client,
            body=body,
            accept=accept,
            organization=organization,
        )
    ).parsed
