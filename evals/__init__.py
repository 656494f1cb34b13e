"""Does the grader agree with the guide, and does the colleague hold? ``python -m evals`` says."""
