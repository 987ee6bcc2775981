"""What happens inside the guarded child process that reads workbooks."""
