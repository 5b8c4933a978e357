"""What every room shares: models, errors, settings, clock, resources. Imports no other room."""
