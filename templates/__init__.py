"""The texts of notices, papers and pages. Nothing but templates lies here."""
