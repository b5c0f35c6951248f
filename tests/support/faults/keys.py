"""The made-up keys of these tests."""

KEY = "sk-abcdSECRETsecret012wxyz"
HALF_MASKED = "sk-abcd***wxyz"
"""How the hosted service echoes such a key."""
