"""Draws the images of the stand-in."""
