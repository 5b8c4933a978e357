"""Correcting a draft through the command: who said it, the line of context, the words of a post."""

import json
from pathlib import Path
from typing import Any

ARTICLE = (
    "Ada Quill came home to Port Ember on Friday after a year alone at sea.\n\n"
    "“I slept under the sail and I woke with the gulls every single day,” Quill said.\n"
)


def test_speaker_name_context_and_words_are_changed_by_hand(say: Any, tmp_path: Path) -> None:
    (tmp_path / "quill.txt").write_text(ARTICLE)
    post = say("make", "quill.txt")["posts"][0]["id"]

    def edited(*options: str) -> str:
        nonlocal post
        (changed,) = say("posts", "edit", post, *options)["posts"]
        post = changed["id"]
        assert changed["state"] == "draft"
        assert "“I slept under the sail" in changed["text"] or "--text" in options
        return str(changed["text"])

    assert "— Ida Quill, her sister" in edited("--speaker", "Ida Quill", "--role", "her sister")
    assert "— a sailor" in edited("--speaker", "a sailor", "--kind", "anonymous")
    assert "—" not in edited("--no-name")
    edited("--context", "On the year at sea")
    assert "On the year at sea" in json.dumps(say("posts", "show", post))
    assert edited("--text", "A year alone at sea.") == "A year alone at sea."
    say("posts", "edit", post, fails=True)
    say("posts", "edit", "0000", "--no-name", fails=True)
