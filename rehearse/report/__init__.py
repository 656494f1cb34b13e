"""Looking back: what a talk amounted to, how talks changed, and both as files to keep.

Pure but for the files that exports read (templates, fonts). Sentences are codes with slots, told by
``telling.tell`` in the reader's language.
"""
