"""Pictures of every state of a room, taken of the real window over real files, for people who judge the look.

    python -m ui.gallery FOLDER [--area importing|rules] [--lang zh,en] [--theme light,dark] [--size 1280x800]
                         [--scale 2] [--only NAME,NAME]

Each state is brought about as a person would, and photographed in each language and theme; the pictures lie in
FOLDER/LANGUAGE-THEME/NUMBER-NAME.png. Where Xvfb is installed the window stands on a display of its own. ``--scale``
enlarges everything as the system's setting does. What needs a person without rights is left out for who has them all.
"""
