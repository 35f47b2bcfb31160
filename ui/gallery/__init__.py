"""Pictures of every state of the window, taken of the real one over real files, for people who judge the look.

    python -m ui.gallery docs/gallery

makes the gallery of the documentation anew: each picture of ui/gallery/catalogue.py, small, with an index page.

    python -m ui.gallery FOLDER --area importing [--lang zh,en] [--theme light,dark] [--size 1280x800]
                         [--scale 2] [--only NAME,NAME]

photographs all states of one area in each language and theme, as FOLDER/LANGUAGE-THEME/NUMBER-NAME.png. Each state
is brought about as a person would, in a made-up workspace on a day that never changes. Where Xvfb is installed
the window stands on a display of its own. ``--scale`` enlarges everything as the setting of the system does.
"""
