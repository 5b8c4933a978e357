"""Speed of cards beside the other ways to draw them, in one run on one core."""
