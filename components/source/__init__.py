"""The sheet on which a map is begun: where the pictures are, the recipe, how far the job is."""
