"""The whole site: home, fixed pages, health, start-up and the demo. The topmost feature."""
