"""From a file or a project's tables to `match.record`: one row a record, one column a comparable feature."""
