"""Pullquote: articles in, credited quote cards out, posted once and on time.

The rooms, in the order an article passes them:
sources, clean, quotes, cards, posts, networks. `review` stands beside posts.
"""

__version__ = "0.1.0"
