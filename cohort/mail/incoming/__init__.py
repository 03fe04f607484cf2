"""Mail that comes in: read from a mailbox or taken from a webhook, and given to its handlers."""
