"""Room on the disk: what takes how much, and cleaning up."""
