"""What an editor would say about an article: how hard it reads, what is unexplained, broken, missing or bare."""
