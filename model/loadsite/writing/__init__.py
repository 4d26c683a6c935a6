"""How anything gets onto the disk: whole or not at all, and over nothing that is not ours."""
