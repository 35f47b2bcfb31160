"""The rule language: text to syntax tree to typed tree."""
