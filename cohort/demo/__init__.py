"""Floor 4, below each feature's `demo.py`: the people of the demo, and how they act.

cohort/site/demo/ founds the cohorts and makes everything happen in order.
"""
