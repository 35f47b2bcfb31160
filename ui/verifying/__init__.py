"""Reports and certificates that somebody hands in: are they what this workspace says?"""
