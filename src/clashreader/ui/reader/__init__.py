"""The reading pane: one article, well set, with nothing loaded but what the library holds."""
