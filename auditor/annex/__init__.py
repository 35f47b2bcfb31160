"""Long work in a process of its own, so that nothing a person waits for waits for the interpreter."""
