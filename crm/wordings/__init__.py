"""What a text that somebody typed says in another language: given once, printed wherever the text stands."""
