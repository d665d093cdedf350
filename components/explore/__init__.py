"""The left of the page: what one can ask of the pictures, facet by facet."""
