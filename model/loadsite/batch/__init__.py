"""Many scenarios: the ledger of what is done, the execution backends, and the comparison."""
