"""What is the story, what is junk, and why: RawDocument → Article."""

from .article import clean, clean_lines
from .similar import marks, same_article

__all__ = ["clean", "clean_lines", "marks", "same_article"]
