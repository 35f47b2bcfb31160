"""The room of duplicates: pairs that may be the same, side by side, merged or told apart."""
