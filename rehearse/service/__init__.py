"""The doors for app and command line: they own the turn and the actor's rights, nothing on screen."""
