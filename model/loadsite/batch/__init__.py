"""Many scenarios: the ledger of what is done, who solves, and what comes of comparing."""
