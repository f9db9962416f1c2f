"""Official papers (公文): from the words of a template to a sheet, and from it to .docx and PDF."""
