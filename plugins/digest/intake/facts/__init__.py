"""What is known of an article beside its text, and where it was found."""
