import re
from datetime import timedelta

from flows.posts.keys import new_key
from tests.posts.newsdesk import MONDAY


def test_keys_made_in_one_instant_are_all_different() -> None:
    assert len({new_key(MONDAY) for _ in range(200)}) == 200


def test_a_key_is_a_record_key_that_bluesky_takes_and_sorts_by_time() -> None:
    keys = [new_key(MONDAY + timedelta(seconds=2 * n)) for n in range(200)]
    assert keys == sorted(keys)
    # atproto.com/specs/tid
    tid = re.compile("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
    assert all(tid.fullmatch(key) for key in keys)
