"""The tables. What each column means stands here; how they came about, in migrations/."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from flows.store import append_only

# The revision that these tables are; a test compares it with the newest migration.
HEAD = "0008"


class Moment(sa.types.TypeDecorator[datetime]):
    """An instant, kept as fixed-width UTC text: sorts as it reads, the same in every database."""

    impl = sa.String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        """Return the text that is stored. Raises ValueError for a naive datetime."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a time without a zone cannot be stored"
            raise ValueError(msg)
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> datetime | None:
        """Return the instant, aware and in UTC."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *args: Any, **kwargs: Any) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, *args, nullable=False, **kwargs)


def _maybe(name: str, *args: Any) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, *args, nullable=True)


def _moment(name: str) -> "sa.Column[Any]":
    return sa.Column(name, Moment, nullable=False)


def _maybe_moment(name: str) -> "sa.Column[Any]":
    return sa.Column(name, Moment, nullable=True)


# Few posts are ever in these states. An index over them alone is used only by a query that says
# the very same (SQLite, "Partial Indexes", section 3), so both say it from here.
IN_HAND = "state IN ('claimed', 'prepared', 'sending')"
UNKNOWN = "state = 'unknown'"
APPROVED = "state = 'approved'"


def _short_list(name: str, where: str, *columns: str) -> sa.Index:
    condition = sa.text(where)
    return sa.Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


article = sa.Table(
    "article",
    metadata,
    _text("id", primary_key=True),
    _maybe("url"),
    _text("name"),
    _maybe("title"),
    _moment("first_seen"),
)

# `body` is the whole Article as JSON; offsets of quotes belong to one revision.
revision = sa.Table(
    "revision",
    metadata,
    _text("article_id", sa.ForeignKey("article.id"), primary_key=True),
    _text("revision", primary_key=True),
    _text("body"),
    _moment("read_at"),
)

# What was read out of a document (article and quotes, as JSON), by what it was read from and with.
reading = sa.Table(
    "reading",
    metadata,
    _text("key", primary_key=True),
    _text("body"),
    _moment("read_at"),
)

# A few of an article's runs of words, as numbers: copies of it have most of them too.
mark = sa.Table(
    "mark",
    metadata,
    sa.Column("mark", sa.BigInteger, primary_key=True, autoincrement=False),
    _text("article_id", sa.ForeignKey("article.id"), primary_key=True),
)

# `key` is who says what in normalised words; `words` are those words, for likeness.
quote = sa.Table(
    "quote",
    metadata,
    _text("id", primary_key=True),
    _text("article_id"),
    _text("revision"),
    _text("key"),
    _text("words"),
    sa.Column("score", sa.Float, nullable=False),
    _text("body"),
    sa.ForeignKeyConstraint(
        ["article_id", "revision"], ["revision.article_id", "revision.revision"]
    ),
    sa.Index(None, "article_id", "key"),
)

# `media` is the SHA-256 of the bytes in the media folder; `report` and rights are for people.
card = sa.Table(
    "card",
    metadata,
    _text("id", primary_key=True),
    _text("media"),
    _text("media_type"),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    _text("format"),
    _text("template"),
    _text("alt"),
    _text("report"),
    _maybe("rights"),
    _maybe("credit"),
)

draft = sa.Table(
    "draft",
    metadata,
    _text("id", primary_key=True),
    _text("article_id", sa.ForeignKey("article.id"), index=True),
    _text("quote_id", sa.ForeignKey("quote.id")),
    _text("desk"),
    _text("state"),
    _moment("created_at"),
    sa.Index(None, "state", "desk"),
)

draft_card = sa.Table(
    "draft_card",
    metadata,
    _text("draft_id", sa.ForeignKey("draft.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _text("card_id", sa.ForeignKey("card.id")),
)

# `said` is the quote's key: an account says the same words of the same person once.
# `owner` and `lease_until` name the worker that holds the post; `prepared` is what the network
# gave back for the media; `fixed_at` is the time the post itself will carry; `intent_at` and
# `left_at` are the first and the last moment at which it may have left; `looks` and `look_at`
# belong to an unknown outcome. `position` is the order of the queue, which gives slots away unless
# a post is `pinned` to its time; `remove_at` is when the network is next asked to take it down,
# `looks` then counts how often it was; `article_id` and `speaker` (normalised) keep like posts apart.
# `answers` is the post that this one is the first reply to; `marks` are its links, mentions and tags
# as JSON; `reread_at` is when the source was last read for it, and `accepted` what an editor was
# told had changed there and let go out all the same.
post = sa.Table(
    "post",
    metadata,
    _text("id", primary_key=True),
    _text("draft_id", sa.ForeignKey("draft.id"), index=True),
    _text("account"),
    _text("said"),
    _text("state"),
    _text("text"),
    _text("key"),
    _maybe_moment("due_at"),
    _maybe("slot_key"),
    _maybe("hold_reason"),
    sa.Column("attempts", sa.Integer, nullable=False),
    _maybe("remote_id"),
    _maybe("remote_url"),
    _maybe_moment("posted_at"),
    _maybe("problem"),
    _maybe("owner"),
    _maybe_moment("lease_until"),
    _maybe("prepared"),
    _maybe_moment("fixed_at"),
    _maybe_moment("intent_at"),
    _maybe_moment("left_at"),
    sa.Column("looks", sa.Integer, nullable=False),
    _maybe_moment("look_at"),
    _maybe_moment("not_before"),
    _maybe_moment("expires_at"),
    sa.Column("pinned", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    _text("article_id", server_default=""),
    _text("speaker", server_default=""),
    _maybe("answers"),
    _text("marks", server_default="[]"),
    _maybe_moment("reread_at"),
    _maybe("accepted"),
    _maybe_moment("remove_at"),
    sa.UniqueConstraint("account", "said"),
    sa.UniqueConstraint("account", "key"),
    sa.Index(None, "key", unique=True),
    sa.UniqueConstraint("slot_key"),
    sa.Index(None, "state", "due_at"),
    sa.Index(None, "account", "state", "due_at"),
    sa.Index(None, "answers"),
    _short_list("ix_post_in_hand", IN_HAND, "account", "id"),
    _short_list("ix_post_unknown", UNKNOWN, "look_at"),
    _short_list("ix_post_approved", APPROVED, "account"),
    _short_list("ix_post_stale", "expires_at IS NOT NULL", "expires_at", "id"),
    _short_list("ix_post_unwanted", "remove_at IS NOT NULL", "remove_at"),
)

# The cards that go out with a post: of a draft's formats, the one that suits the network.
post_card = sa.Table(
    "post_card",
    metadata,
    _text("post_id", sa.ForeignKey("post.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _text("card_id", sa.ForeignKey("card.id")),
)

# Names stand apart from what they did, so that one can be taken out of an append-only log.
person = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("name", unique=True),
)

decision = sa.Table(
    "decision",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _moment("at"),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
    _text("what"),
    _text("why"),
    _maybe("article_id"),
    _maybe("draft_id"),
    _maybe("post_id"),
    sa.Index(None, "post_id"),
    sa.Index(None, "draft_id"),
    sa.Index(None, "what"),
)
append_only.guard(decision)

# `wait_until` and `troubles`: the network asked to wait, or was not reached so many times in a row.
# `planned_by` names the rules by which the queue was last arranged.
account = sa.Table(
    "account",
    metadata,
    _text("name", primary_key=True),
    _maybe_moment("paused_at"),
    _text("pause_reason", server_default=""),
    _maybe_moment("last_sent_at"),
    _maybe_moment("wait_until"),
    sa.Column("troubles", sa.Integer, nullable=False, server_default="0"),
    _maybe("planned_by"),
)

# `wait_until`: its server asked to be left alone (Retry-After).
feed = sa.Table(
    "feed",
    metadata,
    _text("url", primary_key=True),
    _maybe("etag"),
    _maybe("last_modified"),
    _maybe_moment("wait_until"),
)

feed_item = sa.Table(
    "feed_item",
    metadata,
    _text("url", sa.ForeignKey("feed.url"), primary_key=True),
    _text("item", primary_key=True),
)

# Articles a feed named that are not made yet; `tries` counts how often they were handed on.
errand = sa.Table(
    "errand",
    metadata,
    _text("desk", primary_key=True),
    _text("url", primary_key=True),
    _maybe_moment("offered_at"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
)

# What people are told, fixed before it leaves: `upto` is the last line of the log it tells of, and
# `state` is unsent, sent or given-up. `destination` names where an address is kept, never itself.
notice = sa.Table(
    "notice",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("destination", index=True),
    sa.Column("upto", sa.Integer, nullable=False),
    _text("title"),
    _text("body"),
    _moment("made_at"),
    _moment("send_at"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    _text("state"),
)
