"""`python -m stability_client.cli`, where the folder of scripts is not on the path."""

from stability_client.cli import main

main()
