"""Floor 4: what each feature's `demo.py` stands on: the people of the demo, and how they act.

The frame that founds the cohorts and lets everything happen in order is cohort/site/demo/.
"""
