"""Jobs: the queue in the server's process, and the worker process that does them."""
