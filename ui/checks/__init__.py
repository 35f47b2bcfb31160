"""The checks room: run an audit, look at stored runs, save the report."""
