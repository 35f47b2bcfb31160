"""Why an answer is what it is, as a page: the conditions with their values, the records behind, the smallest fix."""
