"""What every result leaves out. Said wherever one is shown."""

HONEST_LIMITS = (
    "Zones are copper plates: inside a zone power flows freely.",
    "Transfer limits are planning estimates; real flows follow the laws of physics.",
    "No unit commitment: nothing has start-up costs, minimum output or maintenance.",
    "Perfect foresight within a period.",
    "The wind and solar year is not the load year except where the data says so.",
)
