"""HTML → PDF without network: the caller gives every byte, a confined child process sets the pages."""
