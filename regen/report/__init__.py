"""The report of a check: verdict, next steps, changelog fragment."""
