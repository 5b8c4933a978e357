"""Which language a text is in: what the page says, then common words, then a model."""

import re
from collections import Counter
from itertools import chain

# The commonest function words of each language that are rare in the others (public frequency
# lists); a dozen is enough for a paragraph of newspaper prose.
_COMMON = {
    "en": "the and of to was that with for his her it is are on as this have from they you",
    "de": "der die und das ist nicht mit von den ein eine auch sich dem auf für zu wird",
    "fr": "le les des et est une dans pour que qui sur pas au avec son mais vous nous",
    "es": "el los las que una por con para del como pero más sus fue está son y",
    "it": "il che di per una non con del della sono alla gli nel più anche è dei",
    "pt": "o os que uma não com para dos das mais foi seu sua mas pelo pela você também",
    "nl": "het een van dat niet met voor zijn op aan ook naar maar bij uit wordt",
    "id": "yang dan di dengan ini untuk dari tidak dalam adalah itu akan pada juga mereka karena oleh bisa kami kita telah",
    "pl": "nie się na jest że do jak po tym przez dla oraz był ale tego",
    "sv": "och att det som är på en för av med inte till den har om",
}
_CODES: dict[str, list[str]] = {}
for _code, _words in _COMMON.items():
    for _word in dict.fromkeys(_words.split()):
        _CODES.setdefault(_word, []).append(_code)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 1_500
# A paragraph: mostly that is enough.
_GLANCE = 500
_FEWEST = 12
_LONGEST_ON_AVERAGE = 9
# So large a share of one language's function words needs no comparison.
_CERTAIN = 0.22
_CODE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")


def declared(value: str | None) -> str | None:
    """Return the language of a `lang` attribute ("en-GB" → "en"), None if it is not one."""
    if not value or not _CODE.fullmatch(value.strip()):
        return None
    code = re.split("[-_]", value.strip().lower())[0]
    return {"in": "id", "iw": "he", "ji": "yi"}.get(code, code)


def detect(text: str, hint: str | None = None) -> str:
    """Return a BCP 47 code. `hint` is the page's own word and wins unless the text contradicts it.

    A template's lang="en" around German prose is common, so common words may overrule it; only
    if they say nothing is the model loaded (0.5 s and 116 MB).
    """
    sample = text[:_SAMPLE]
    counted = _by_common_words(text[:_GLANCE], 0.15, 3.0) or _by_common_words(sample, 0.1, 1.5)
    if counted:
        return counted
    if hint:
        return hint
    return _by_script(sample) or _by_model(sample)


def _by_common_words(text: str, least: float, times: float) -> str | None:
    """Return the language whose common words are `least` of all, `times` as many as another's."""
    words = text.lower().split()
    if len(words) < _FEWEST:
        return None
    # What stands between spaces in a script without them is longer than words are.
    total = max(len(words), len(text) // _LONGEST_ON_AVERAGE)
    found = Counter(chain.from_iterable(filter(None, map(_CODES.get, words))))
    (best, hits), (_, second) = (*found.most_common(2), ("", 0), ("", 0))[:2]
    sure = hits >= least * total and hits >= times * second
    return best if sure or hits >= _CERTAIN * total else None


def _by_script(text: str) -> str | None:
    if re.search("[\u3040-\u30ff]", text):
        return "ja"
    if re.search("[\uac00-\ud7af]", text):
        return "ko"
    return None


def _by_model(text: str) -> str:
    if not any(sign.isalpha() for sign in text):
        return "en"
    if len(_WORD.findall(text)) < 4 and text.isascii():
        return "en"
    import py3langid

    code, _ = py3langid.classify(text)
    return str(code)
