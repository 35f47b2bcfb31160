"""The import room: files in, a preview equal to the outcome, problems by cell."""
