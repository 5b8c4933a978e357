"""Every answer of the X emulator fits the models of X's own SDK, which X makes from its OpenAPI."""

from typing import Any

import pytest
import requests

from tests.servers.pictures import png
from tests.servers.x_clients import led, signed
from tests.servers.x_emulator import XEmulator

schemas = pytest.importorskip("xdk.schemas", reason="the models are in PyPI's xdk")
pydantic = pytest.importorskip("pydantic")

API = "https://api.x.com"
# The live API and tweepy say "tweet" where these models already say "post" (xdk 0.10.6).
_OLDER_NAMES = {"edit_history_tweet_ids", "referenced_tweets"}


@pytest.fixture
def session(x: XEmulator) -> requests.Session:
    made = led(requests.Session(), x.url)
    made.auth = signed(x.credentials)
    return made


def _valid(model: str, answer: requests.Response) -> Any:
    """Parse strictly and refuse what the model has no name for."""
    found = getattr(schemas, model).model_validate(answer.json(), strict=True)
    assert _extras(found) <= _OLDER_NAMES
    return found


def _extras(found: Any) -> set[str]:
    if isinstance(found, list):
        return {name for item in found for name in _extras(item)}
    if not isinstance(found, pydantic.BaseModel):
        return set()
    inside = (getattr(found, name) for name in type(found).model_fields)
    return set(found.model_extra or {}) | {name for value in inside for name in _extras(value)}


def test_posting_and_reading(x: XEmulator, session: requests.Session) -> None:
    content = {"media": ("card.png", png(6, 4), "image/png")}
    sent = {"media_category": "tweet_image"}
    url = f"{API}/2/media/upload"
    media = _valid("MediaUploadResponse", session.post(url, files=content, data=sent)).data.id
    alt = {"id": media, "metadata": {"alt_text": {"text": "A card"}}}
    schemas.CreateMediaMetadataRequest.model_validate(alt, strict=True)
    _valid("CreateMediaMetadataResponse", session.post(f"{API}/2/media/metadata", json=alt))
    body = {"text": "See https://example.com/a", "media": {"media_ids": [media]}}
    schemas.CreatePostsRequest.model_validate(body, strict=True)
    made = _valid("CreatePostsResponse", session.post(f"{API}/2/tweets", json=body)).data.id
    reply = {"text": "Source", "reply": {"in_reply_to_tweet_id": made}}
    _valid("CreatePostsResponse", session.post(f"{API}/2/tweets", json=reply))
    asked = {
        "tweet.fields": "attachments,conversation_id,created_at,entities,referenced_tweets,"
        "reply_settings",
        "expansions": "attachments.media_keys",
        "media.fields": "alt_text",
    }
    one = _valid("GetPostsByIdResponse", session.get(f"{API}/2/tweets/{made}", params=asked))
    assert one.includes.media[0].alt_text == "A card"
    place = f"{API}/2/users/{x.credentials.user_id}/tweets"
    page = _valid("GetUsersPostsResponse", session.get(place, params=asked))
    assert [post.id for post in page.data][-1] == made
    assert page.meta.result_count == 2
    _valid("GetUsersMeResponse", session.get(f"{API}/2/users/me"))
    _valid("DeletePostsResponse", session.delete(f"{API}/2/tweets/{made}"))


def test_an_upload_in_pieces(x: XEmulator, session: requests.Session) -> None:
    x.set(processing_polls=1)
    content = png(6, 4)
    announced = {"media_type": "image/png", "media_category": "tweet_image"}
    announced |= {"total_bytes": len(content)}  # type: ignore[dict-item]
    url = f"{API}/2/media/upload"
    begun = _valid(
        "InitializeMediaUploadResponse", session.post(f"{url}/initialize", json=announced)
    )
    base = f"{url}/{begun.data.id}"
    part = session.post(f"{base}/append", data={"segment_index": 0}, files={"media": content})
    assert _valid("AppendMediaUploadResponse", part).data.expires_at > 0
    _valid("FinalizeMediaUploadResponse", session.post(f"{base}/finalize"))
    status = session.get(url, params={"command": "STATUS", "media_id": begun.data.id})
    assert _valid("GetMediaUploadStatusResponse", status).data.processing_info.state == "succeeded"


def test_what_is_not_there(x: XEmulator, session: requests.Session) -> None:
    missing = _valid("GetPostsByIdResponse", session.get(f"{API}/2/tweets/1"))
    assert missing.data is None
    assert isinstance(missing.errors[0], schemas.ResourceNotFoundProblem)
    refused = session.post(f"{API}/2/tweets", json={"text": ""})
    assert refused.status_code == 400
    schemas.InvalidRequestProblem.model_validate(refused.json(), strict=True)
