"""Hygiene, language and likeness of texts."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean.bylines import credit_in
from flows.clean.hygiene import tidy, tidy_line, tidy_lines
from flows.clean.language import declared, detect
from flows.clean.similar import marks, same_article, shingles, similarity
from flows.core.article import Article
from flows.core.verbatim import normalised


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("â€œYes,â€\x9d she said.", "“Yes,” she said."),
        ("cafÃ©", "café"),
        ("Tom &amp; Ann &#8220;quote&#8221;", "Tom & Ann “quote”"),
        ("It&rsquo;s &ldquo;so&rdquo; &mdash; caf&eacute;", "It’s “so” — café"),
        ("&amp;#8220;so&amp;#8221; it&amp;rsquo;s", "“so” it’s"),
        ("AT&T; &notes; x?a=1&copy=2", "AT&T; &notes; x?a=1&copy=2"),
        ("Ｒ＆Ｄ &amp; （笑）！", "Ｒ＆Ｄ & （笑）！"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07words", "red words"),
        ("in\u2063vis\u2062i\u034fb\ufff9le", "invisible"),
        ("if a<b and b>c", "if a<b and b>c"),
        ('<b class="x">bold</b><br />', " bold "),
        ("ﬁnal ﬂight", "final flight"),
        ("zero\u200bwidth, soft\u00adhyphen, \ufeffmark", "zerowidth, softhyphen, mark"),
        ("a\u00a0b\tc\u2009d", "a b c d"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("bell\x07 and null\0", "bell and null"),
        ("left<br>over <b>tags</b>", "left over tags "),
        ("a < b and c > d", "a < b and c > d"),
        ("e\u0301", "é"),
        ("“curly” ‘quotes’ — … stay", "“curly” ‘quotes’ — … stay"),
        ("\"straight\" 'quotes' stay", "\"straight\" 'quotes' stay"),
        ("नमस्\u200dते می\u200cخواهم", "नमस्\u200dते می\u200cخواهم"),
    ],
)
def test_texts_as_they_were_meant(given_text: str, expected: str) -> None:
    assert tidy(given_text) == expected


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=200))
def test_tidy_twice_is_tidy_once(text: str) -> None:
    once = tidy(text)
    assert unicodedata.is_normalized("NFC", once)
    if "<" not in text and "&" not in text:
        assert tidy(once) == once


@given(st.text(alphabet="abc “”‘’'\"—…,.?! ÄÖéß", max_size=120))
def test_no_letter_or_mark_is_changed(text: str) -> None:
    assert normalised(tidy(text)) == normalised(text)


@given(st.lists(st.text(max_size=40), max_size=8))
def test_lines_are_tidied_one_for_one(lines: list[str]) -> None:
    assert len(tidy_lines(lines)) == len(lines)
    assert all("\n" not in line for line in tidy_lines(lines))


def test_a_line_is_one_line() -> None:
    assert tidy_line(" a\n b\t c ") == "a b c"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("en-GB", "en"),
        ("de", "de"),
        ("pt_BR", "pt"),
        ("in", "id"),
        ("", None),
        ("<x>", None),
        (None, None),
    ],
)
def test_declared_languages(value: str | None, code: str | None) -> None:
    assert declared(value) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "The dog and the cat were on the boat with her, and that was that, she said to them.",
            "en",
        ),
        (
            "Le chien et le chat sont dans le bateau avec elle, et ce n’est pas une surprise pour nous.",
            "fr",
        ),
        (
            "El perro y el gato están en el barco con ella, pero no es una sorpresa para los demás.",
            "es",
        ),
        (
            "Il cane e il gatto sono sulla barca con lei, ma non è una sorpresa per gli altri, anche più.",
            "it",
        ),
        (
            "Anjing dan kucing itu ada di kapal dengan dia, dan ini tidak akan mengejutkan yang lain.",
            "id",
        ),
        ("Собака и кошка были в лодке вместе с ней, и это никого не удивило в тот день.", "ru"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("The ferry in January. Photo: Petra Quill", "Petra Quill"),
        ("Image credit: Petra Quill/Harrow Courier", "Petra Quill/Harrow Courier"),
        ("The quay (Petra Quill/Harrow Courier)", "Petra Quill/Harrow Courier"),
        ("© 2026 Petra Quill", "Petra Quill"),
        ("Petra Quill/Getty Images", "Petra Quill/Getty Images"),
        ("The ferry in January.", None),
    ],
)
def test_who_a_picture_is_by(line: str, credit: str | None) -> None:
    assert credit_in([line]) == credit


def test_the_pages_word_decides_where_the_text_says_nothing() -> None:
    assert detect("42", hint="fr") == "fr"
    assert detect("") == "en"


PARAGRAPH = (
    "The ferry to Brannoch leaves twice a day, and in winter it leaves when the captain says so. "
    "Nobody on the quay could remember a January like it, and several of them had tried to."
)


def test_a_copy_with_another_first_sentence_is_the_same_article() -> None:
    def article(text: str) -> Article:
        return Article(id=text[:9], text=text, blocks=())

    first = article(PARAGRAPH)
    other = article("A cello is not a boat, though both are made of wood and want tuning.")
    copy = article("From our correspondent. " + PARAGRAPH.replace("several", "some"))
    assert same_article(copy, [other, first]) is first
    assert same_article(article("Quite another story about a clock."), [other, first]) is None
    assert same_article(article(""), [other, first]) is None
    assert marks(copy.text) & marks(first.text)
    assert not marks(other.text) & marks(first.text)
    assert all(0 <= mark < 2**63 for mark in marks(copy.text))
    assert len(marks(" ".join(map(str, range(500))))) == 24


@settings(max_examples=50)
@given(st.text(max_size=80), st.text(max_size=80))
def test_similarity_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    a, b = shingles(one), shingles(other)
    assert 0 <= similarity(a, b) == similarity(b, a) <= 1
    assert similarity(a, a) == (1.0 if a else 0.0)
