"""The server around the pages: files for browsers, headers, addresses, settings."""
