"""Read OpenAPI documents: where they are, whether they are valid, whether they keep the authoring rules."""
