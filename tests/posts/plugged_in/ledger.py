"""A network without idempotency keys: what it accepts is public, as often as it is sent.

`ledger.jsonl` is what is public. `faults` holds one line per coming call, taken from the top:
`lose` (accept, then no answer), `drop` (no answer, nothing accepted), `refuse`, `limit SECONDS`,
`logout`, `unreachable`, `break` (a bug), `hide` (a look that shows nothing), `look-limit SECONDS`
and `look-logout` (a look that is refused).
"""

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.core.errors import AuthLost, Deferred, NotSent, OutcomeUnknown, Refused
from flows.core.points import reached
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks import Candidate, Limits, Parcel, Prepared, Sent, Standing


def connect(account: AccountSettings, workspace: Workspace) -> "Ledger":
    return Ledger(workspace.root / "ledger", float(account.options.get("settle", "0")))


class Ledger:
    def __init__(self, folder: Path, settle: float) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self.limits = Limits(text=280, settle_seconds=settle)

    def length(self, text: str) -> int:
        return len(text)

    def validate(self, parcel: Parcel) -> list[str]:
        return [] if parcel.text else ["There are no words."]

    def prepare(self, parcel: Parcel) -> Prepared:
        reached("uploading")
        return Prepared({"media": " ".join(image.media for image in parcel.images)})

    def send(self, parcel: Parcel, prepared: Prepared) -> Sent:
        with self._alone():
            self._stumble(self._fault())
            lost = self._fault("lose")
            sent = self._accept(parcel, prepared)
        reached("accepted")
        if lost:
            raise OutcomeUnknown("The answer was lost.")
        return sent

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        fault = self._fault("hide", "look-")
        self._stumble((fault or "").removeprefix("look-"))
        public = [] if fault == "hide" else self.public()
        for line in public:
            if line["text"] == parcel.text and line["id"] not in known:
                return Sent(line["id"])
        return None

    def recent(self, parcel: Parcel) -> list[Candidate]:
        count = len(parcel.images)
        return [Candidate(line["id"], line["text"], count) for line in reversed(self.public())]

    def check(self) -> Standing:
        self._stumble(self._fault())
        return Standing("ledger", self.limits)

    def delete(self, remote_id: str) -> None:
        if (self._folder / "forgets").exists():
            self._stumble(self._fault())
            kept = [line for line in self.public() if line["id"] != remote_id]
            text = "".join(json.dumps(line) + "\n" for line in kept)
            (self._folder / "ledger.jsonl").write_text(text)
            return
        raise Refused(f"A ledger takes nothing back, not even {remote_id}.")

    def reply(self, parcel: Parcel, prepared: Prepared, *, to: str) -> Sent:
        if to not in {line["id"] for line in self.public()}:
            raise Refused("There is no such post.")
        return self.send(parcel, prepared)

    def public(self) -> list[dict[str, str]]:
        path = self._folder / "ledger.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def _accept(self, parcel: Parcel, prepared: Prepared) -> Sent:
        remote_id = str(len(self.public()) + 1)
        line = {
            "id": remote_id,
            "text": parcel.text,
            "account": parcel.account,
            "media": prepared.data["media"],
            "answers": parcel.reply_to or "",
            "sent": time.time(),
            "created_at": parcel.created_at.isoformat(),
        }
        with (self._folder / "ledger.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        return Sent(remote_id, f"https://ledger.example/{remote_id}")

    def _stumble(self, fault: str | None) -> None:
        match (fault or "").split():
            case ["refuse"]:
                raise Refused("The network said no.")
            case ["limit", seconds]:
                until = datetime.fromisoformat(seconds).astimezone(UTC)
                raise Deferred("Too many posts.", until=until)
            case ["logout"]:
                raise AuthLost("The account must be connected again.")
            case ["unreachable"]:
                raise NotSent("The network was not reached.")
            case ["drop"]:
                raise OutcomeUnknown("The connection broke.")
            case ["break"]:
                raise ZeroDivisionError("a bug")
            case _:
                pass

    def _fault(self, *only: str) -> str | None:
        """Take the next fault off the list: one that begins like `only`, else one that does not
        belong to a look or to what comes after a call.
        """
        path = self._folder / "faults"
        lines = path.read_text().splitlines() if path.exists() else []
        if not lines or lines[0].startswith(only or ("lose", "hide", "look-")) != bool(only):
            return None
        path.write_text("\n".join(lines[1:]))
        return lines[0]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def later(clock: datetime, seconds: float) -> str:
    return f"limit {(clock + timedelta(seconds=seconds)).isoformat()}"
