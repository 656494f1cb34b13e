"""What a manager shares of a rehearsal, what a coach makes of it, and how far the two agree.

Pure values and rules: who may do what is the service's (``sharing.py``, ``reviewing.py``).
"""
