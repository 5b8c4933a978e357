"""The review page: where people say yes, no, or change something."""

from flows.review.app import create_app

__all__ = ["create_app"]
