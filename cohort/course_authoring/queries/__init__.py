"""Finding texts to edit, their revisions and drafts, and the participant of a preview."""
