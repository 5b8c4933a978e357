"""Workers killed while they post, counted on the servers that stand for the networks."""
