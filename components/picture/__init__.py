"""The right of the page: the picture under the pointer."""
