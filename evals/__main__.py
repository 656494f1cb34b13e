"""``python -m evals``: one command for the engineer."""

from evals.cli import main

if __name__ == "__main__":
    main()
