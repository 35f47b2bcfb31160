"""The days to come as a heat map: rules or units by weeks, every cell opening its list."""
