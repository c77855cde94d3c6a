"""The store. `clashreader.library.library.Library` is the whole public API.

Nothing is imported here, so that the parts which need the standard library alone
(`glance`, `grammar`, `folding`) can be had before SQLAlchemy is paid for.
"""
