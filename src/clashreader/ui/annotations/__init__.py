"""Notes and highlights in the window: the bar at a selection, and the panel beside the article."""
