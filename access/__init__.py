"""Who may get in, and who may see and do what: rules as data. Pure."""
