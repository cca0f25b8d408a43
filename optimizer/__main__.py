"""`python -m optimizer`: h2opt where its command is not on the path."""

from optimizer.cli import main

main()
