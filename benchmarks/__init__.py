"""What this client costs beside what one would use instead: see README.md."""
