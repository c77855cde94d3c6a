"""What changed between two versions of an article, and which version is read."""
