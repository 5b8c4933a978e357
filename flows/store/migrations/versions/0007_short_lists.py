"""Indexes over the few posts that a look at the queue asks for, however many there are."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SHORT_LISTS = (
    ("ix_post_in_hand", ["account", "id"], "state IN ('claimed', 'prepared', 'sending')"),
    ("ix_post_unknown", ["look_at"], "state = 'unknown'"),
    ("ix_post_approved", ["account"], "state = 'approved'"),
    ("ix_post_stale", ["expires_at", "id"], "expires_at IS NOT NULL"),
    ("ix_post_unwanted", ["remove_at"], "remove_at IS NOT NULL"),
)


def upgrade() -> None:
    op.drop_index("ix_post_state_expires_at", table_name="post")
    op.drop_index("ix_post_remove_at", table_name="post")
    for name, columns, where in SHORT_LISTS:
        condition = sa.text(where)
        op.create_index(
            name, "post", columns, sqlite_where=condition, postgresql_where=condition
        )
