"""The facilitator's overview of a cohort."""
