"""What is read of files that real programs made, held against what was written into them."""
