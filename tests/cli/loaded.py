"""What a process that starts a command warm has loaded: the rooms and the grammar."""

from flows import cli, pipeline
from flows.cards import render
from flows.quotes.language import OFFICIAL, grammar

grammar(OFFICIAL)
__all__ = ["cli", "pipeline", "render"]
