"""The user guide, shown by the program itself: no browser, no network."""
