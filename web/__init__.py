"""The pages: what people see of cases, and the one place where an error becomes an HTTP status."""
