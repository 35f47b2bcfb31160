"""How the window gets its workspace: the one named, the user's own, or one chosen on the start page."""
