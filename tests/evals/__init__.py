"""Tests of the suite itself: a suite that cannot fail says nothing."""
