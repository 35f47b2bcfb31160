"""The nouns: what is stored, its types, identifiers and days."""
