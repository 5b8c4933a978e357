"""First replies with the link, what in a text leads somewhere, and sources read again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("answers", sa.Text(), nullable=True))
    op.add_column("post", sa.Column("marks", sa.Text(), server_default="[]", nullable=False))
    op.add_column("post", sa.Column("reread_at", sa.String(length=27), nullable=True))
    op.add_column("post", sa.Column("accepted", sa.Text(), nullable=True))
    op.create_index("ix_post_answers", "post", ["answers"], unique=False)
