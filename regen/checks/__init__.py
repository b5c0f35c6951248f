"""Hold a new generated package and the code against each other; each check returns findings."""
