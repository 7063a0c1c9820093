"""How fast 100,000 people are imported, tried, imported again and taken back: `python -m benchmarks.imports`."""
