"""Articles carried out of the library from the window: what is asked, and the work itself."""
