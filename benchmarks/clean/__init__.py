"""How well the cleaner finds the article, beside the extractors people use."""
