"""Telling people what waits for them: gathered from the log, batched, sent through Apprise.

Nothing is told twice or lost: a message is fixed and committed before it is sent, together with
the place in the log that it reaches, and what somebody has dealt with meanwhile is left out. Only
if the process dies in the moment between a message and the note that it left does the same message
come again, under the same number.
"""

from flows.notices.telling import Told, alongside, tell, trouble, try_out

__all__ = ["Told", "alongside", "tell", "trouble", "try_out"]
