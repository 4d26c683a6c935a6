"""From a case to a proven answer in a folder of its own, and whether a folder still is one."""
