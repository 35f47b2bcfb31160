"""Pieces that every screen uses.

A new slice: subclass ``screen.Screen`` (override ``read`` and ``render_texts``; hand work to ``self.desk.tasks`` with
``owner=self``), build it from ``parts``, ``forms``, ``table`` or ``small_table``, add a ``Room`` to ``ui/rooms.py``.
What it says goes through ``desk.texts.say`` (fixed) or ``desk.texts.t`` in ``render_texts`` (made from data);
what goes wrong through ``desk.problems.tell``, what worked through ``desk.problems.done``.
"""
