"""Reports: a period of figures as an official document and a workbook."""
