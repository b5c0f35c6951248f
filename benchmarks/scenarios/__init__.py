"""One module for each thing that is measured: `measure()` yields its rows and curves."""
