"""Speed and quality against peers, as ratios in one run. Peers live in an environment of their own."""
