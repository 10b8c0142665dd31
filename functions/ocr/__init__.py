"""Reading: a raw drawing set becomes one-page PDFs, images, words, sheet numbers and titles."""
