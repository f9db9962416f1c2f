"""Files that belong to cases: kept under the hash of their content, told by what they hold."""
