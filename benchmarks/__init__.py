"""How fast Clash Reader is: ``python -m benchmarks``. It needs nothing but the project."""
