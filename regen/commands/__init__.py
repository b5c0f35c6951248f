"""The commands of `python -m regen`."""
