"""The parts of migration 0002, a file for each group of tables. History: a later change is a later migration."""
