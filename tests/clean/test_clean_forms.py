"""What is only there for speed changes nothing: beginnings, keys, and the products of the model."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks.clean.columns import border_scores as written_out
from benchmarks.clean.columns import columns
from flows.clean import patterns
from flows.clean.beginnings import beginnings
from flows.clean.forms import form_of
from flows.clean.scores import Model, Weights, border_scores
from flows.clean.shape import paragraphs
from flows.clean.traits import traits

FORMS = {
    "shortcode": patterns.SHORTCODE,
    "account": patterns.HANDLE_CREDIT,
    "credit": patterns.CREDIT,
    "share words": patterns.SHARE_WORDS,
    "share": patterns.SHARE,
    "tags": patterns.TAGS,
    "points elsewhere": patterns.PROMO_HEAD,
    "heading": patterns.PROMO_ALONE,
    "sign up": patterns.SIGN_UP,
    "comment": patterns.COMMENT,
    "navigation": patterns.NAVIGATION,
    "cookies": patterns.COOKIES,
    **{f"note {n}": note for n, note in enumerate(patterns.NOTES_BY_START)},
    **{f"held note {n}": note for n, (_, note) in enumerate(patterns.NOTES_BY_WORD)},
}
LINES = st.lists(
    st.sampled_from(
        [
            "Home",
            "Share on Facebook",
            "Photo: Mara Lindqvist",
            "2 March 2026",
            "Read more: The harbour is closed",
            "Éva Őri lives in Óbuda",
            "“We had no idea,” said Lindqvist, “that anyone was still on board.”",
            "The ferry to Brannoch runs twice a day again. " * 4,
            "and in the harbour people queue as they have not done for years",
            "日本語の文章がここにあります。",
        ]
    ),
    min_size=1,
    max_size=40,
)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_line_that_a_pattern_matches_has_a_form(form: re.Pattern[str]) -> None:
    """Neither the table of beginnings nor the keys hide a line from its rule."""

    @settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.from_regex(form, fullmatch=True))
    def check(found: str) -> None:
        # A tidy line; its lower case is what most rules read.
        line = " ".join(found.split())
        assume(line and len(line) < 90 and any(map(str.isalpha, line)))
        assume(form.fullmatch(line) and (form is patterns.HANDLE_CREDIT or _in_lower(form, line)))
        assert form_of(line, ends=False), line

    check()


def _in_lower(form: re.Pattern[str], line: str) -> bool:
    return form.fullmatch(line.lower()) is not None


def test_beginnings_are_read_off_a_pattern() -> None:
    """Alternatives, options and classes; what begins with anything says so."""
    assert beginnings(re.compile(r"(?:ab)?cd[ef]g+")) == {"abcd", "cdeg", "cdfg"}
    assert beginnings(re.compile(r"[(>]?read")) == {"(", ">", "read"}
    assert beginnings(re.compile(r"x\b.{0,9}|.*sign up")) == {"", "x"}


@settings(max_examples=30)
@given(LINES, st.integers(0, 9))
def test_the_model_multiplied_is_the_model_written_out(lines: list[str], seed: int) -> None:
    """Products that are moved and summed are the sums of the table that the weights are learnt on."""
    found = traits(paragraphs(lines))
    dice = np.random.default_rng(seed)
    weights = Weights(*(dice.normal(size=size) for size in (50, 111, 111, 3)))
    expected = written_out(columns(found), weights)
    assert np.allclose(border_scores(found, Model.of(weights)), expected)
