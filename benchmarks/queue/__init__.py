"""How quick the queue is when it is long."""
