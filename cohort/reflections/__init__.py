"""Each person's log, made of reflections that belong to their author."""
