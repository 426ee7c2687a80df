"""Where records, people and their tables are kept."""
