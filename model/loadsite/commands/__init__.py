"""What each verb of the command line does: reading its arguments' files, showing its answer."""
