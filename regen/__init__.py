"""What maintainers run when the contract changes: checks it, makes generated/, and says what a change breaks."""
