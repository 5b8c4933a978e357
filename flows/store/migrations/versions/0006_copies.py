"""Marks by which copies of an article are found; feeds remember when they may be asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mark",
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_mark_article_id")
        ),
        sa.PrimaryKeyConstraint("mark", "article_id", name=op.f("pk_mark")),
    )
    op.add_column("feed", sa.Column("wait_until", sa.String(length=27), nullable=True))
