"""The forms of data rights."""
