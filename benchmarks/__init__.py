"""What a turn costs and how long a start takes, as ratios measured side by side in one run.

Prints figures beside targets, never a verdict: a clock on a busy machine decides nothing.
"""
