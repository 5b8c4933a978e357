"""What a message says: how much of what waits, then the first of each, one a line."""

import unicodedata
from collections.abc import Sequence

from flows.core.settings import NoticeKind
from flows.store.notices import Event

_MOST = 8
_LONGEST = 160
# The name under which pullquote itself stands in the log.
_ITSELF = "pullquote"
_ORDER: tuple[NoticeKind, ...] = (
    "auth",
    "unknown",
    "failed",
    "held",
    "changed",
    "expired",
    "handoff",
    "waiting",
)
_KINDS: dict[str, NoticeKind] = {
    "proposed": "waiting",
    "laid-ready": "handoff",
    "needs-a-person": "unknown",
    "failed": "failed",
    "not-removed": "failed",
    "expired": "expired",
    "source-changed": "changed",
}
_SAYING: dict[NoticeKind, tuple[str, str]] = {
    "auth": ("post waits for its account to be connected again", "posts wait for their account"),
    "unknown": ("post may be out: say whether it is", "posts may be out: say whether they are"),
    "failed": ("post failed", "posts failed"),
    "held": ("post is held", "posts are held"),
    "changed": ("article was changed after its post", "articles were changed after their posts"),
    "expired": ("approved post did not go out in time", "approved posts did not go out in time"),
    "handoff": ("post lies ready to be posted by hand", "posts lie ready to be posted by hand"),
    "waiting": ("draft waits for a yes", "drafts wait for a yes"),
}


def kind_of(event: Event) -> NoticeKind | None:
    """Return what an event is to the people who are told; None if nobody needs to be."""
    if event.what in {"held", "paused"}:
        # What a person stopped, people know of.
        lost = event.what == "paused" or event.hold_reason == "auth"
        return ("auth" if lost else "held") if event.who == _ITSELF else None
    return _KINDS.get(event.what)


def message(events: Sequence[Event], kinds: Sequence[NoticeKind]) -> tuple[str, str] | None:
    """Return title and text of a message about `events`; None if there is nothing of `kinds`."""
    found: dict[NoticeKind, dict[str, Event]] = {}
    for event in events:
        kind = kind_of(event)
        if kind is not None and kind in kinds:
            # Of several lines about one post, the last says how it stands.
            found.setdefault(kind, {})[event.post_id or event.draft_id or ""] = event
    if not found:
        return None
    counts = [_counted(kind, len(found[kind])) for kind in _ORDER if kind in found]
    blocks = [_block(kind, list(found[kind].values())) for kind in _ORDER if kind in found]
    return f"Pullquote: {', '.join(counts)}", "\n\n".join(blocks)


def _block(kind: NoticeKind, events: Sequence[Event]) -> str:
    lines = [f"{_counted(kind, len(events))}:"]
    lines += [_line(kind, event) for event in events[:_MOST]]
    if len(events) > _MOST:
        lines.append(f"… and {len(events) - _MOST} more")
    return "\n".join(lines)


def _line(kind: NoticeKind, event: Event) -> str:
    words = f"“{plain(event.words)}” {plain(event.speaker or 'nobody named')}"
    if kind == "waiting":
        return f"- {words} (draft {event.draft_id})"
    why = f": {plain(event.why)}" if event.why else ""
    return f"- {event.account} {event.post_id}{why} – {words}"


def _counted(kind: NoticeKind, number: int) -> str:
    one, many = _SAYING[kind]
    return f"{number} {one if number == 1 else many}"


def plain(text: str) -> str:
    """Return text from elsewhere fit for any chat: one short line that calls and links nobody."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    line = " ".join("".join(kept).split())
    # "@all" would call people, "<!here>" and "[words](address)" would be markup.
    line = line.replace("@", "@\u2060").replace("<", "‹").replace(">", "›").replace("](", "] (")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
