"""The edition v1alpha of the API."""
