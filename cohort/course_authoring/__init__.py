"""Writing a programme's course: import and export, editor, revisions, files. Reading needs none."""
