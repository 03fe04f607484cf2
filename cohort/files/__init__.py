"""Floor 4: the file store: a folder, or an object store, and pictures made safe."""
