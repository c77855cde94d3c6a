"""What leaves the library goes through here: above library and content, beside sync."""
