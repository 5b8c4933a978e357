"""The X emulator as tweepy, requests and X's own models see it."""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import tweepy

from tests.servers.pictures import png
from tests.servers.x_clients import client, led, signed
from tests.servers.x_emulator import XEmulator
from tests.servers.x_oauth import credentials


@pytest.fixture
def session(x: XEmulator) -> requests.Session:
    made = led(requests.Session(), x.url)
    made.auth = signed(x.credentials)
    return made


API = "https://api.twitter.com"


def _uploaded(session: requests.Session, content: bytes) -> str:
    answer = session.post(
        f"{API}/2/media/upload",
        files={"media": ("card.png", content, "image/png")},
        data={"media_category": "tweet_image"},
    )
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["data"]["id"]
    return found


def test_tweepy_posts_reads_and_deletes(x: XEmulator) -> None:
    twitter = client(x.credentials, x.url)
    made = twitter.create_tweet(text="Bread is a promise.").data
    me = twitter.get_me().data
    assert (me.username, str(me.id)) == ("cards", x.credentials.user_id)
    seen = twitter.get_users_tweets(me.id, user_auth=True, max_results=5).data
    assert [(str(t.id), t.text) for t in seen] == [(made["id"], "Bread is a promise.")]
    assert twitter.delete_tweet(made["id"]).data == {"deleted": True}
    assert twitter.get_users_tweets(me.id, user_auth=True).data is None
    assert [bool(post["deleted"]) for post in x.posts()] == [True]


def test_a_wrong_secret_is_refused(x: XEmulator) -> None:
    other = credentials("somebody")
    with pytest.raises(tweepy.Unauthorized):
        client(other, x.url).create_tweet(text="Not mine to say")
    half = client(x.credentials, x.url)
    half.access_token_secret = "wrong"
    with pytest.raises(tweepy.Unauthorized):
        half.create_tweet(text="Not mine to say")
    assert x.posts() == []


def test_the_query_is_part_of_the_signature(x: XEmulator, session: requests.Session) -> None:
    prepared = session.prepare_request(
        requests.Request("GET", f"{API}/2/users/{x.credentials.user_id}/tweets?max_results=5")
    )
    assert session.send(prepared).status_code == 200
    assert prepared.url is not None
    prepared.url = prepared.url.replace("max_results=5", "max_results=50")
    assert session.send(prepared).status_code == 401


def test_an_app_token_reads_but_does_not_post(x: XEmulator) -> None:
    app = tweepy.Client(x.credentials.app_bearer)
    led(app.session, x.url)
    assert app.get_users_tweets(x.credentials.user_id).meta["result_count"] == 0
    with pytest.raises(tweepy.Forbidden, match="Application-Only"):
        app.create_tweet(text="By nobody", user_auth=False)


def test_the_same_words_twice_are_a_duplicate_until_the_rule_is_off(x: XEmulator) -> None:
    twitter = client(x.credentials, x.url)
    first = twitter.create_tweet(text="Once only.").data["id"]
    with pytest.raises(tweepy.Forbidden, match="duplicate content"):
        twitter.create_tweet(text=" Once only.")
    twitter.delete_tweet(first)
    twitter.create_tweet(text="Once only.")
    x.set(duplicates="off")
    twitter.create_tweet(text="Once only.")
    assert len(x.posts()) == 3


def test_of_many_at_once_one_is_posted(x: XEmulator) -> None:
    def post(_: int) -> str:
        try:
            client(x.credentials, x.url).create_tweet(text="A race")
        except tweepy.Forbidden:
            return "duplicate"
        return "posted"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(post, range(8))) == ["duplicate"] * 7 + ["posted"]


def test_other_pictures_make_another_post_where_the_rule_is_media(
    x: XEmulator, session: requests.Session
) -> None:
    x.set(duplicates="media")
    twitter = client(x.credentials, x.url)
    one, same, other = (_uploaded(session, png(w, 4)) for w in (4, 4, 5))
    twitter.create_tweet(text="A card", media_ids=[one])
    twitter.create_tweet(text="A card", media_ids=[other])
    with pytest.raises(tweepy.Forbidden, match="duplicate content"):
        twitter.create_tweet(text="A card", media_ids=[same])


def test_a_post_shows_in_the_timeline_only_after_the_lag(x: XEmulator) -> None:
    x.set(lag=60)
    twitter = client(x.credentials, x.url)
    made = twitter.create_tweet(text="Slow to be seen").data["id"]
    user = x.credentials.user_id
    assert twitter.get_users_tweets(user, user_auth=True).data is None
    assert twitter.get_tweet(made, user_auth=True).data.text == "Slow to be seen"
    x.set(ahead=61)
    assert len(twitter.get_users_tweets(user, user_auth=True).data) == 1


def test_the_timeline_pages_and_leaves_replies_out(x: XEmulator) -> None:
    twitter = client(x.credentials, x.url)
    made = [twitter.create_tweet(text=f"Card {n}").data["id"] for n in range(7)]
    reply = twitter.create_tweet(text="Source", in_reply_to_tweet_id=made[0]).data["id"]
    user = x.credentials.user_id
    pages = list(
        tweepy.Paginator(
            twitter.get_users_tweets,
            user,
            exclude=["replies", "retweets"],
            max_results=5,
            user_auth=True,
        )
    )
    assert [[str(t.id) for t in page.data] for page in pages] == [made[:1:-1], made[1::-1]]
    everything = twitter.get_users_tweets(user, max_results=100, user_auth=True)
    assert str(everything.data[0].id) == reply
    since = twitter.get_users_tweets(
        user, start_time="2001-01-01T00:00:00Z", since_id=made[5], user_auth=True
    )
    assert [str(t.id) for t in since.data] == [reply, made[6]]
    with pytest.raises(tweepy.BadRequest):
        twitter.get_users_tweets(user, max_results=101, user_auth=True)


def test_a_reply_needs_its_parent(x: XEmulator) -> None:
    with pytest.raises(tweepy.Forbidden, match="deleted or not visible"):
        client(x.credentials, x.url).create_tweet(text="To whom?", in_reply_to_tweet_id=1)


def test_links_and_pictures_come_back_as_short_addresses(
    x: XEmulator, session: requests.Session
) -> None:
    twitter = client(x.credentials, x.url)
    media = _uploaded(session, png(4, 4))
    text = "Salt & <fire> https://example.com/bread?x=1."
    told = twitter.create_tweet(text=text, media_ids=[media]).data["text"]
    fields = {"tweet_fields": ["entities", "attachments", "created_at"]}
    found = twitter.get_users_tweets(x.credentials.user_id, user_auth=True, **fields).data[0]
    link, picture = found.entities["urls"]
    assert told == found.text == f"Salt &amp; &lt;fire&gt; {link['url']}. {picture['url']}"
    assert found.text[link["start"] : link["end"]] == link["url"]
    assert link["expanded_url"] == "https://example.com/bread?x=1"
    assert picture["media_key"] == f"3_{media}" == found.attachments["media_keys"][0]
    assert x.posts()[0]["text"] == text


def test_a_picture_comes_in_one_piece_as_json_or_in_segments(
    x: XEmulator, session: requests.Session
) -> None:
    content = png(40, 30)
    sent = {"media": base64.b64encode(content).decode(), "media_category": "tweet_image"}
    whole = session.post(f"{API}/2/media/upload", json=sent).json()["data"]
    assert whole["image"] == {"image_type": "image/png", "w": 40, "h": 30}
    assert whole["size"] == len(content)
    announced = {"media_type": "image/png", "media_category": "tweet_image"}
    opened = session.post(
        f"{API}/2/media/upload/initialize", json=announced | {"total_bytes": len(content)}
    ).json()["data"]
    base = f"{API}/2/media/upload/{opened['id']}"
    middle = len(content) // 2
    late = {"media": base64.b64encode(content[middle:]).decode(), "segment_index": 1}
    assert session.post(f"{base}/append", json=late).status_code == 200
    assert session.post(f"{base}/finalize").status_code == 400
    early = {"segment_index": "0"}
    part = {"media": ("blob", content[:middle])}
    assert session.post(f"{base}/append", data=early, files=part).status_code == 200
    done = session.post(f"{base}/finalize").json()["data"]
    assert (done["size"], done["image"]["w"]) == (len(content), 40)
    # Asking again changes nothing.
    assert session.post(f"{base}/finalize").json()["data"]["id"] == opened["id"]


def test_alt_text_is_kept_up_to_its_limit(x: XEmulator, session: requests.Session) -> None:
    twitter = client(x.credentials, x.url)
    media = _uploaded(session, png(4, 4))

    def described(alt: str) -> Any:
        return twitter.request(
            "POST",
            "/2/media/metadata",
            json={"id": media, "metadata": {"alt_text": {"text": alt}}},
            user_auth=True,
        )

    with pytest.raises(tweepy.BadRequest):
        described("a" * 1001)
    described("“Bread is a promise.”")
    twitter.create_tweet(text="A card", media_ids=[media])
    seen = twitter.get_users_tweets(
        x.credentials.user_id,
        user_auth=True,
        expansions=["attachments.media_keys"],
        media_fields=["alt_text"],
    )
    assert [m.alt_text for m in seen.includes["media"]] == ["“Bread is a promise.”"]


def test_a_picture_expires_and_is_nobody_elses(x: XEmulator, session: requests.Session) -> None:
    media = _uploaded(session, png(4, 4))
    with pytest.raises(tweepy.BadRequest, match="media IDs are invalid"):
        client(x.users["other"], x.url).create_tweet(text="Mine now", media_ids=[media])
    x.set(ahead=86_401)
    with pytest.raises(tweepy.BadRequest, match="media IDs are invalid"):
        client(x.credentials, x.url).create_tweet(text="Too late", media_ids=[media])
    assert x.posts() == []


def test_a_picture_in_processing_is_not_ready(x: XEmulator, session: requests.Session) -> None:
    x.set(processing_polls=2)
    twitter = client(x.credentials, x.url)
    media = _uploaded(session, png(4, 4))
    with pytest.raises(tweepy.BadRequest):
        twitter.create_tweet(text="Too early", media_ids=[media])
    asked = f"{API}/2/media/upload?command=STATUS&media_id={media}"
    states = [session.get(asked).json()["data"]["processing_info"]["state"] for _ in range(2)]
    assert states == ["in_progress", "succeeded"]
    twitter.create_tweet(text="In time", media_ids=[media])


@pytest.mark.parametrize(
    "content", [b"not a picture", b"\x89PNG" + b"\0" * (5 * 1024 * 1024)], ids=["type", "size"]
)
def test_a_wrong_picture_is_refused(
    x: XEmulator, session: requests.Session, content: bytes
) -> None:
    answer = session.post(
        f"{API}/2/media/upload",
        files={"media": ("card.png", content)},
        data={"media_category": "tweet_image"},
    )
    assert answer.status_code in {400, 413}


def test_the_window_says_when_it_opens_again(x: XEmulator) -> None:
    x.set(limits={"POST /2/tweets": (2, 900)})
    twitter = client(x.credentials, x.url)
    twitter.create_tweet(text="One")
    twitter.create_tweet(text="Two")
    with pytest.raises(tweepy.TooManyRequests) as refused:
        twitter.create_tweet(text="Three")
    headers = refused.value.response.headers
    assert (headers["x-rate-limit-limit"], headers["x-rate-limit-remaining"]) == ("2", "0")
    x.set(ahead=refused.value.reset_time - x.ledger.now() + 1)
    twitter.create_tweet(text="Three")
    assert len(x.posts()) == 3


def test_the_day_has_a_limit_of_its_own(x: XEmulator) -> None:
    x.set(daily=1)
    twitter = client(x.credentials, x.url)
    twitter.create_tweet(text="One")
    with pytest.raises(tweepy.TooManyRequests) as refused:
        twitter.create_tweet(text="Two")
    headers = refused.value.response.headers
    assert headers["x-rate-limit-remaining"] != "0"
    assert headers["x-user-limit-24hour-remaining"] == "0"


@pytest.mark.parametrize("status", [400, 403])
def test_a_text_too_long_is_refused_with_the_status_set(x: XEmulator, status: int) -> None:
    x.set(too_long_status=status)
    with pytest.raises(tweepy.HTTPException) as refused:
        client(x.credentials, x.url).create_tweet(text="a" * 281)
    assert refused.value.response.status_code == status
    client(x.credentials, x.url).create_tweet(text="a" * 280)


def test_a_refresh_token_works_once(x: XEmulator) -> None:
    from tests.servers import x_tokens

    pair = x_tokens.grant(x.ledger, "cards")
    url = f"{x.url}/2/oauth2/token"
    form = {"grant_type": "refresh_token", "refresh_token": str(pair["refresh_token"])}
    client_pair = (x.credentials.client_id, x.credentials.client_secret)
    assert requests.post(url, form, auth=(client_pair[0], "wrong"), timeout=5).status_code == 401
    fresh = requests.post(url, form, auth=client_pair, timeout=5).json()
    again = requests.post(url, form, auth=client_pair, timeout=5)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_request")
    form = {"grant_type": "refresh_token", "refresh_token": fresh["refresh_token"]}
    public = requests.post(url, form | {"client_id": client_pair[0]}, timeout=5).json()
    twitter = tweepy.Client(public["access_token"])
    led(twitter.session, x.url)
    twitter.create_tweet(text="By bearer", user_auth=False)
    x.set(ahead=7_201)
    with pytest.raises(tweepy.Unauthorized):
        twitter.create_tweet(text="Too old", user_auth=False)


def test_a_code_is_bound_to_its_verifier_and_works_once(x: XEmulator) -> None:
    back, verifier = "http://127.0.0.1:9/back", "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    asked = {"response_type": "code", "client_id": x.credentials.client_id, "state": "s1"}
    asked |= {"redirect_uri": back, "code_challenge_method": "S256"}
    page = f"{x.url}/i/oauth2/authorize"
    assert requests.get(page, asked, allow_redirects=False, timeout=5).status_code == 400
    asked["code_challenge"] = challenge.decode()
    yes = requests.get(page, asked, allow_redirects=False, timeout=5)
    told = parse_qs(urlsplit(yes.headers["Location"]).query)
    assert told["state"] == ["s1"]
    form = {"grant_type": "authorization_code", "code": told["code"][0], "redirect_uri": back}

    def exchange(verifier: str) -> requests.Response:
        sent = form | {"code_verifier": verifier, "client_id": x.credentials.client_id}
        return requests.post(f"{x.url}/2/oauth2/token", sent, timeout=5)

    assert exchange("guessed").status_code == 400
    x.set(confidential=True)
    assert exchange(verifier).status_code == 401
    x.set(confidential=False)
    assert exchange(verifier).json()["refresh_token"]
    assert exchange(verifier).status_code == 400


def test_a_token_is_good_for_what_was_granted_alone(x: XEmulator) -> None:
    from tests.servers import x_tokens

    pair = x_tokens.grant(x.ledger, "cards", "tweet.read users.read")
    assert "refresh_token" not in pair
    twitter = tweepy.Client(str(pair["access_token"]))
    led(twitter.session, x.url)
    assert twitter.get_me(user_auth=False).data.username == "cards"
    with pytest.raises(tweepy.Forbidden):
        twitter.create_tweet(text="By bearer", user_auth=False)


def test_what_the_schema_does_not_know_is_refused(x: XEmulator, session: requests.Session) -> None:
    def status(body: object) -> int:
        return session.post(f"{API}/2/tweets", json=body).status_code

    assert status({"text": "Hello", "made_with_ai": False}) == 201
    assert status({"text": "Hello again", "colour": "red"}) == 400
    assert status({"text": "Hello you", "reply_settings": "nobody"}) == 400
    assert status({"text": ""}) == 400
    assert status(["Hello"]) == 400
    assert session.get(f"{API}/2/nothing").status_code == 404
