"""The HTTP API by which other systems read: JSON, keys with scopes, OpenAPI 3.1."""
