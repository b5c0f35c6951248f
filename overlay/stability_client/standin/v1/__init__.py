"""The edition v1 of the API."""
