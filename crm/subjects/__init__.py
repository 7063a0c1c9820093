"""What is kept about one person, told to them in one press; and, when they ask for it, erased."""
