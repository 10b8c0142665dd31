"""A session's results as files for others: PDF, XLSX, CSV, JSON and BCF, the same in each."""
