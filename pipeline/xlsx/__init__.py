"""What everybody needs of an Excel workbook's file: names, addresses, parts, typed values."""
