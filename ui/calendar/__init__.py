"""The calendar: a month and its agenda."""
