"""The doors for app and command line: the turn and the actor's rights, nothing on screen."""
