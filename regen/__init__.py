"""What maintainers run when the contract changes: checks it, makes generated/ from it, and says what a change breaks."""
