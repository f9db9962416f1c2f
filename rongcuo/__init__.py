"""容错: the front door – command line, settings, the group that ``up`` runs, the sample bureau."""
