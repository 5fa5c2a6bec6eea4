"""`python -m throughcare` is the command line."""

from throughcare.cli import main

main()
