"""What both local parts read a turn with: its sentences, cues, and a sentence encoder."""
