"""What is done with files: read, prepared, tried, imported, undone. Import the modules; this package imports nothing.

`reader` runs in a child process that should load as little as it needs.
"""
