"""What offices do with a case: who works on it, what they answer in which words, to whom they hand it on."""
