"""The page's plain words for flags, states, speakers, confidence, languages and times."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from flows.core.post import HoldReason, PostState
from flows.core.quote import FAIRLY_SURE, Flag, Quote, SpeakerKind

FLAGS: dict[Flag, str] = {
    "sensitive": "Sensitive: a person must look",
    "fragment": "Fragment: not a whole sentence",
    "embedded": "Embedded: runs on inside the writer’s sentence",
    "needs-context": "Needs context: refers to something outside the quote",
    "edited": "Edited: an editor changed the words, in brackets",
    "long": "Long: may be hard to read on a phone",
    "uncertain-bounds": "Uncertain bounds: a quotation mark was missing",
    "by-hand": "Chosen by hand from the article",
    "duplicate": "Duplicate: the same words stand elsewhere in the article",
    "shortened": "Shortened: whole sentences of a longer quote, which is proposed too",
    "credited-otherwise": "Credited otherwise: another draft gives these words to another",
    "speaker-by-hand": "Speaker decided by a person",
}
SPEAKERS: dict[SpeakerKind, str] = {
    "named": "Named person",
    "org": "Organisation",
    "anonymous": "Anonymous in the article",
    "none": "No speaker found",
}
# What a person may say of a speaker.
KINDS: dict[SpeakerKind, str] = {
    "named": "A person",
    "org": "An organisation",
    "anonymous": "Unnamed, in the article’s words",
    "none": "No name on the card",
}
STATES: dict[PostState, str] = {
    "draft": "Waiting for a yes",
    "approved": "Approved, without a time",
    "queued": "Queued",
    "claimed": "Being sent",
    "prepared": "Being sent",
    "sending": "Being sent",
    "posted": "Posted",
    "unknown": "Unknown: may have been posted",
    "deferred": "Delayed by the network",
    "failed": "Failed",
    "held": "Held",
    "rejected": "Rejected",
    "expired": "Expired",
    "removed": "Taken down",
}
HOLDS: dict[HoldReason, str] = {
    "editor": "an editor stopped it",
    "auth": "the account must be connected again",
    "source-changed": "the article changed",
}
# Names the zone database keeps for UTC beside it (file `backward`).
_UTC = frozenset({"UTC", "UCT", "Universal", "Zulu"})
REASONS = (
    "Wrong speaker",
    "Out of context",
    "Not strong enough",
    "Said already",
    "Too sensitive",
)
_LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "it": "Italian",
    "ja": "Japanese",
    "nb": "Norwegian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


def foreign(language: str) -> str | None:
    """Return the name of an article's language if it is not English, else None."""
    code = language.lower().replace("_", "-").partition("-")[0]
    return None if code in ("en", "") else _LANGUAGES.get(code, f"“{code}”")


def sureness(quote: Quote) -> str:
    """Return the quote's confidence in words. 0.95 is what a desk approves by itself by default."""
    if {"by-hand", "speaker-by-hand"} & set(quote.flags):
        return "Decided by a person"
    if quote.confidence >= 0.95:
        return "Very sure"
    if quote.confidence >= FAIRLY_SURE:
        return "Fairly sure"
    return "Not sure: check who said it"


def zone_name(zone: str) -> str:
    """Return a zone as people know it: "UTC" for its aliases ("Etc/UTC"), others as they are."""
    return "UTC" if zone.removeprefix("Etc/") in _UTC else zone


def moment(at: datetime, zone: str, now: datetime, *, named: bool = True) -> str:
    """Return an instant as people of `zone` say it: "Tue 24 Nov 09:00 Europe/London".

    The year stands there only if it is not that of `now`, the zone only if it shall be `named`.
    """
    local = at.astimezone(ZoneInfo(zone))
    year = "" if local.year == now.astimezone(local.tzinfo).year else f" {local.year}"
    said = f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"
    return f"{said} {zone_name(zone)}" if named else said


def since(at: datetime, zone: str, now: datetime, *, named: bool = True) -> str:
    """Return a past instant shortly: the time alone if it was today in `zone`, else `moment`."""
    local = at.astimezone(ZoneInfo(zone))
    if local.date() != now.astimezone(local.tzinfo).date():
        return moment(at, zone, now, named=named)
    return f"{local:%H:%M} {zone_name(zone)}" if named else f"{local:%H:%M}"


def day(published: str) -> str:
    """Return an article's date (ISO 8601, or RFC 5322 as in feeds) as "7 Feb 2026"; anything else
    as the article has it.
    """
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            date = read(published.strip())
        except ValueError:
            continue
        break
    else:
        return published
    return f"{date.day} {date:%b} {date.year}"
