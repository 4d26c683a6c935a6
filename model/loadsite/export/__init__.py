"""Results as others read them: layers, workbook, data package, PyPSA network."""
