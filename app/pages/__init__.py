"""The pages, their addresses, and who reads them."""
