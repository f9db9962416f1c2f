"""The life of a case as data, and the one machine that reads it. Pure: no I/O, no clock."""
