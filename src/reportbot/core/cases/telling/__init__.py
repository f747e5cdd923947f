"""What is told of a case outside the desk, and asked there: the person who reported, the office's link, the world."""
