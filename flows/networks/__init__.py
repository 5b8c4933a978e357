"""One module per network behind one Protocol; `folder` is the embedded default."""
