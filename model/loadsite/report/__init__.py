"""From a folder of results to pictures and one offline page: nothing else is needed, nothing is asked of a network."""
