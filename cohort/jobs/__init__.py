"""Floor 4: work that runs by itself: woken after a commit, or by the clock."""
