"""One frozen step per schema number: SQL as it was on its day, importing no live model."""
