"""How well other people's documentation comes in, and whether the church's own is still found."""
