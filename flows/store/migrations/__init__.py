"""How the tables came about, one step per file; run by `flows.store.migrate`."""
