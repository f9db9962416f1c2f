"""The use cases: one function is what one person or one flow may ask, in one transaction."""
