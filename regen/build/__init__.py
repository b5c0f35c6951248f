"""Make the generated package from the contract."""
