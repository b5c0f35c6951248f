"""The edition v2beta of the API."""
