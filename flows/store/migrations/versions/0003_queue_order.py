"""The queue gets an order of its own, and knows article and speaker of each post."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "post", sa.Column("position", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("post", sa.Column("article_id", sa.Text(), server_default="", nullable=False))
    op.add_column("post", sa.Column("speaker", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_post_state_expires_at", "post", ["state", "expires_at"], unique=False
    )
    # One key, one post, whatever the account: two accounts may share a place.
    op.create_index("ix_post_key", "post", ["key"], unique=True)
    op.add_column("account", sa.Column("planned_by", sa.Text(), nullable=True))
    bind = op.get_bind()
    # A time without a slot is one that a person set: it stays where it is.
    bind.execute(
        sa.text(
            "UPDATE post SET pinned = :yes"
            " WHERE due_at IS NOT NULL AND slot_key IS NULL AND state = 'queued'"
        ),
        {"yes": True},
    )
    rows = bind.execute(
        sa.text(
            "SELECT post.id, quote.article_id, quote.body FROM post"
            " JOIN draft ON draft.id = post.draft_id JOIN quote ON quote.id = draft.quote_id"
            " ORDER BY post.due_at, post.id"
        )
    ).all()
    for number, (post_id, article_id, body) in enumerate(rows, start=1):
        speaker = json.loads(body)["speaker"]["name"] or ""
        bind.execute(
            sa.text(
                "UPDATE post SET position = :position, article_id = :article, speaker = :speaker"
                " WHERE id = :id"
            ),
            {
                "position": number,
                "article": article_id,
                "speaker": " ".join(speaker.casefold().split()),
                "id": post_id,
            },
        )
