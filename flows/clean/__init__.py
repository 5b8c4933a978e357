"""What is the story, what is junk, and why: RawDocument → Article."""

from .article import clean, clean_lines

__all__ = ["clean", "clean_lines"]
