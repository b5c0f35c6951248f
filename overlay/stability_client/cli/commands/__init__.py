"""The commands, a module for each that loads on its own."""
