"""Posts: made, read, deleted, and the timeline that lags behind them."""

import json
import sqlite3
from datetime import UTC, datetime
from typing import Any

from tests.servers.exchange import Answer, Request
from tests.servers.x_answers import Caller, forbidden, invalid, not_found, problem
from tests.servers.x_ledger import Ledger
from tests.servers.x_media import alt_texts, usable
from tests.servers.x_text import LIMIT, length, shown, stored

_KNOWN = {"card_uri", "community_id", "direct_message_deep_link", "edit_options"}
_KNOWN |= {"for_super_followers_only", "geo", "made_with_ai", "media", "nullcast"}
_KNOWN |= {"paid_partnership", "poll", "quote_tweet_id", "reply", "reply_settings"}
_KNOWN |= {"share_with_followers", "text"}
_WHO_MAY_REPLY = {"following", "mentionedUsers", "subscribers", "verified"}
_DUPLICATE = "You are not allowed to create a Tweet with duplicate content."


def create(ledger: Ledger, caller: Caller, request: Request, _: str) -> Answer:
    """POST /2/tweets."""
    body = _checked(request)
    text = stored(body.get("text") or "")
    if length(text) > LIMIT:
        detail = "Your Tweet text is too long."
        raise problem(ledger.rules.too_long_status, "Forbidden", detail)
    with ledger.transaction() as db:
        media = [str(m) for m in (body.get("media") or {}).get("media_ids", [])]
        if len(media) > 4 or not (text or media):
            raise invalid("a post needs text or 1 to 4 media", text=text)
        pictures = [usable(ledger, db, caller, m)["sha256"] for m in media]
        reply_to = _parent(db, body)
        _refuse_duplicate(ledger, db, caller, text, json.dumps(pictures))
        post = ledger.new_id("posts")
        made: list[Any] = [
            post,
            caller.user.user,
            text,
            json.dumps(media),
            json.dumps(pictures),
            reply_to,
        ]
        made += [body.get("reply_settings") or "", ledger.now(), None]
        db.execute("insert into posts values (?,?,?,?,?,?,?,?,?)", made)
        seen = shown(text, str(post), caller.user.user, [f"3_{m}" for m in media])[0]
    answer = {"id": str(post), "text": seen, "edit_history_tweet_ids": [str(post)]}
    return Answer.of(201, {"data": answer})


def delete(ledger: Ledger, caller: Caller, _: Request, post: str) -> Answer:
    """DELETE /2/tweets/:id; a post that is gone already is not there."""
    with ledger.transaction() as db:
        row = db.execute("select author, deleted from posts where id = ?", [post]).fetchone()
        if row is None or row["deleted"]:
            raise problem(404, "Not Found", f"Could not find tweet with id: [{post}].")
        if row["author"] != caller.user.user:
            raise forbidden("You are not permitted to perform this action.")
        db.execute("update posts set deleted = ? where id = ?", [ledger.now(), post])
    return Answer.of(200, {"data": {"deleted": True}})


def read(ledger: Ledger, _: Caller, request: Request, post: str) -> Answer:
    """GET /2/tweets/:id."""
    with ledger.transaction() as db:
        row = db.execute("select * from posts where id = ? and deleted is null", [post]).fetchone()
        if row is None:
            return not_found("id", post)
        data, media = _shown(db, row, request)
    return Answer.of(200, {"data": data} | ({"includes": {"media": media}} if media else {}))


def timeline(ledger: Ledger, caller: Caller, request: Request, user_id: str) -> Answer:
    """GET /2/users/:id/tweets: newest first, without what is younger than the lag."""
    asked = request.query
    author = caller.names.get(user_id, "")
    if not author:
        raise problem(404, "Not Found Error", f"Could not find user with id: [{user_id}].")
    count = asked.get("max_results", "10")
    if not count.isdigit() or not 5 <= int(count) <= 100:
        raise invalid(f"max_results [{count}] is not between 5 and 100", max_results=count)
    clauses, values = _conditions(ledger, asked)
    with ledger.transaction() as db:
        rows = db.execute(
            f"select * from posts where author = ? and deleted is null and {' and '.join(clauses)}"
            " order by id desc limit ?",
            [author, *values, int(count) + 1],
        ).fetchall()
        page = rows[: int(count)]
        posts = [_shown(db, row, request) for row in page]
    meta: dict[str, Any] = {"result_count": len(page)}
    if not page:
        return Answer.of(200, {"meta": meta})
    meta |= {"newest_id": str(page[0]["id"]), "oldest_id": str(page[-1]["id"])}
    if len(rows) > len(page):
        meta["next_token"] = f"{page[-1]['id']:x}"
    content: dict[str, Any] = {"data": [data for data, _ in posts], "meta": meta}
    media = [medium for _, found in posts for medium in found]
    return Answer.of(200, content | ({"includes": {"media": media}} if media else {}))


def _checked(request: Request) -> dict[str, Any]:
    try:
        body = request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise invalid("the body is not a JSON object")
    if unknown := set(body) - _KNOWN:
        raise invalid(f"$.{min(unknown)}: is not defined in the schema")
    if body.get("reply_settings") and body["reply_settings"] not in _WHO_MAY_REPLY:
        raise invalid("reply_settings is not one of the values allowed")
    if not isinstance(body.get("text") or "", str):
        raise invalid("$.text: is not a string")
    return body


def _parent(db: sqlite3.Connection, body: dict[str, Any]) -> int | None:
    parent = str((body.get("reply") or {}).get("in_reply_to_tweet_id") or "")
    if not parent:
        return None
    row = db.execute("select id from posts where id = ? and deleted is null", [parent]).fetchone()
    if row is None:
        raise forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
    return int(row["id"])


def _refuse_duplicate(
    ledger: Ledger, db: sqlite3.Connection, caller: Caller, text: str, pictures: str
) -> None:
    rules = ledger.rules
    if rules.duplicates == "off":
        return
    same = db.execute(
        "select pictures from posts where author = ? and text = ? and deleted is null and created > ?",
        [caller.user.user, text, ledger.now() - rules.duplicate_window],
    ).fetchall()
    if any(rules.duplicates == "text" or row["pictures"] == pictures for row in same):
        raise forbidden(_DUPLICATE)


def _conditions(ledger: Ledger, asked: dict[str, str]) -> tuple[list[str], list[float]]:
    clauses, values = ["created <= ?"], [ledger.now() - ledger.rules.lag]
    if "replies" in asked.get("exclude", "").split(","):
        clauses.append("reply_to is null")
    for name, test in (("start_time", "created >= ?"), ("end_time", "created < ?")):
        if name in asked:
            clauses.append(test)
            values.append(_instant(name, asked[name]))
    for name, test, base in (
        ("since_id", "id > ?", 10),
        ("until_id", "id < ?", 10),
        ("pagination_token", "id < ?", 16),
    ):
        if name in asked:
            clauses.append(test)
            values.append(int(asked[name], base))
    return clauses, values


def _instant(name: str, text: str) -> float:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        try:
            read = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        except ValueError:
            raise invalid(f"{name} [{text}] is not RFC 3339 in UTC", **{name: text}) from None
        return read.timestamp()


def _shown(
    db: sqlite3.Connection, row: sqlite3.Row, request: Request
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A post with the fields asked for, and the media of its expansion."""
    asked = request.query
    names = set((asked.get("tweet.fields") or asked.get("post.fields") or "").split(","))
    post, media = str(row["id"]), json.loads(row["media"])
    text, entities = shown(row["text"], post, row["author"], [f"3_{m}" for m in media])
    created = datetime.fromtimestamp(row["created"], UTC).isoformat(timespec="milliseconds")
    parent = str(row["reply_to"]) if row["reply_to"] else ""
    everything = {
        "created_at": created.replace("+00:00", "Z"),
        "entities": entities,
        "attachments": {"media_keys": [f"3_{m}" for m in media]} if media else {},
        "conversation_id": parent or post,
        "referenced_tweets": [{"type": "replied_to", "id": parent}] if parent else [],
        "reply_settings": row["reply_settings"] or "everyone",
    }
    data: dict[str, Any] = {"id": post, "text": text, "edit_history_tweet_ids": [post]}
    data |= {name: value for name, value in everything.items() if name in names and value}
    expand = "attachments.media_keys" in asked.get("expansions", "").split(",")
    return data, alt_texts(db, row["media"]) if expand and media else []
