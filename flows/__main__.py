"""`python -m flows` is the `pullquote` command."""

from flows.cli import main

if __name__ == "__main__":
    main()
