from pathlib import Path

import pytest

from flows.core.errors import SettingsError
from flows.core.resources import resource
from flows.core.settings import DeskSettings, Settings, load


def written(folder: Path, text: str) -> Path:
    path = folder / "pullquote.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_embedded_defaults_hold() -> None:
    settings = load(None)
    assert settings.desk[0].accounts == ("folder",)
    assert settings.account[0].network == "folder"
    assert not settings.desk[0].auto_approve


def test_the_file_that_init_writes_says_the_defaults_and_lets_news_go_stale(
    tmp_path: Path,
) -> None:
    text = resource("templates/settings/pullquote.toml").read_text(encoding="utf-8")
    news = Settings(desk=(DeskSettings(expires_hours=48),))
    assert load(written(tmp_path, text.replace("@ZONE@", ""))) == news


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("colour = 1", "colour"),
        ("[review]\nport = 99999", "review.port"),
        ('[[account]]\nname = "a"\nzone = "Mars/Base"\n[[desk]]\naccounts=["a"]', "Mars/Base"),
        ('[[desk]]\naccounts = ["nowhere"]', "nowhere"),
        ('[[desk]]\nname = "x"\n[[desk]]\nname = "x"', "x"),
        ("desk = []", "desk"),
        ("= broken", "pullquote.toml"),
        ('[[account]]\nname = "folder"\nzone = "Europe"', "Europe"),
        ("[cards]\nformats = []", "cards.formats"),
        ("colour = 1", "no such setting"),
        ('own_sites = "paper.example"', "a list"),
        ("[desk]\nname = 'x'", "[[double brackets]]"),
        ('[notify]\nto = ["mailto:' + '//ada:pw@mail.example"]', "never the address"),
        ('[notify]\nto = ["DESK_CHAT"]', "env:DESK_CHAT"),
        ("[[desk]]\naccounts = []", "accounts"),
        ('[review]\nhost = "not a host"', "review.host"),
        ('[review]\nhost = ""', "review.host"),
        ('[review]\nhost = "999.1.1.1"', "review.host"),
        ('[prefect]\npublish_due_cron = "bogus"', "publish_due_cron"),
        ('[prefect]\nupkeep_cron = "0 0 31 2 *"', "never comes"),
        ('[[account]]\nname = "folder"\nquiet = [{ start = "22:00Z", until = "07:00" }]', "zone"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_that_names_it(
    tmp_path: Path, text: str, names: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, text))
    assert names in str(caught.value)
    assert "\n" not in str(caught.value).strip()


NUMBERS = [
    "fetch.timeout_seconds",
    "fetch.max_bytes",
    "fetch.delay_seconds",
    "quotes.most",
    "quotes.min_confidence",
    "quotes.min_score",
    "review.port",
    "prefect.port",
    "publish.grace_minutes",
    "publish.min_gap_minutes",
    "publish.speaker_days",
]


@pytest.mark.parametrize("value", ["99999999999999", "-1"])
@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_beyond_all_sense_is_refused(tmp_path: Path, name: str, value: str) -> None:
    table, field = name.split(".")
    with pytest.raises(SettingsError, match=field):
        load(written(tmp_path, f"[{table}]\n{field} = {value}"))


@pytest.mark.parametrize("value", ["99999999999999", "0"])
@pytest.mark.parametrize(
    "text", ['[[account]]\nname = "folder"\ndaily_cap = ', "[[desk]]\nexpires_hours = "]
)
def test_a_number_of_an_account_or_desk_is_bounded_too(
    tmp_path: Path, text: str, value: str
) -> None:
    with pytest.raises(SettingsError, match="than or equal"):
        load(written(tmp_path, text + value))


@pytest.mark.parametrize("value", ["inf", "nan"])
def test_what_is_no_number_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="delay_seconds"):
        load(written(tmp_path, f"[fetch]\ndelay_seconds = {value}"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "192.0.2.7", "localhost"])
def test_a_host_is_an_address_of_a_machine(tmp_path: Path, host: str) -> None:
    assert load(written(tmp_path, f'[review]\nhost = "{host}"')).review.host == host
