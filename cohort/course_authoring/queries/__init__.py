"""Finding what to write: texts, revisions, drafts, and who a preview pretends to be."""
