"""The pages of the app, thin: they show what the service returns and pass on what was said."""
