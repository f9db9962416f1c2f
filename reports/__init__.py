"""What a bureau reads about its cases, and nothing it writes: follow-up reports and figures."""
