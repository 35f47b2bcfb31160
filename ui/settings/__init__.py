"""The settings: how the window looks, the workspace, the organisation, reminders, what is laid down, about."""
