"""The working folder: where settings, brand, inbox and state live on one machine."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.core.errors import SettingsError

if TYPE_CHECKING:
    # Checking settings takes pydantic, which takes longer to import than the whole command.
    from flows.core.settings import AccountSettings, Settings

FILE_NAME = "pullquote.toml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder and its settings. Opening one writes nothing; `prepare` makes the folders."""

    root: Path
    settings: "Settings"

    @classmethod
    def open(cls, root: Path | None = None) -> "Workspace":
        """Open `root`, else $PULLQUOTE_HOME, else the current folder. Raises SettingsError."""
        from flows.core.settings import load

        folder = (root or Path(os.environ.get("PULLQUOTE_HOME") or ".")).resolve()
        path = folder / FILE_NAME
        return cls(folder, load(path if path.is_file() else None))

    @property
    def var(self) -> Path:
        """State that may not be lost."""
        return self.root / "var"

    @property
    def inbox(self) -> Path:
        """The only files that forms and flow parameters may name."""
        return self.root / "inbox"

    @property
    def media(self) -> Path:
        """Card bytes by content hash."""
        return self.var / "media"

    @property
    def posted(self) -> Path:
        """Where the `folder` network publishes."""
        return self.var / "posted"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own SQLite and files, apart from ours."""
        return self.var / "prefect"

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the store: settings, else the named environment variable, else var/."""
        store = self.settings.store
        if store.url_env:
            url = os.environ.get(store.url_env, "")
            if not url:
                raise SettingsError(
                    f"The environment variable {store.url_env} is empty.",
                    "Set it to the database's URL.",
                )
            return url
        return store.url or f"sqlite:///{self.var / 'pullquote.db'}"

    def brand_dir(self, name: str) -> Path | None:
        """Return the folder of a brand; None, for the sample, where there is not even the usual one.

        Raises SettingsError for another name without a brand: no card goes out in a wrong one.
        """
        from flows.core.settings import DeskSettings

        folder = (self.root / name).resolve()
        if (folder / "brand.toml").is_file():
            return folder
        if name != DeskSettings().brand:
            raise SettingsError(f"There is no brand.toml in {folder}.", "Name a brand's folder.")
        return None

    def zone_of(self, account: "AccountSettings") -> str:
        """Return the IANA zone of an account: its own, else the machine's, else UTC."""
        from tzlocal import get_localzone_name

        return account.zone or get_localzone_name() or "UTC"

    def prepare(self) -> None:
        """Make the folders that state needs; `var/` only for its owner."""
        self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.inbox, self.media):
            folder.mkdir(parents=True, exist_ok=True)
