"""Every read: session and scope first, one statement, always ordered."""
