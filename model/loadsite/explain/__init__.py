"""Why an answer is what it is: what stops a site, drives a price, or leaves no answer."""
