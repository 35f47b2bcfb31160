"""Packs of rules: parsed, type-checked, compiled to SQL, explained, tried on their examples."""
