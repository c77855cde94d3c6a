"""Bringing articles in: fetch or walk, parse, decide, store. `pipeline.Syncer` runs it all."""
