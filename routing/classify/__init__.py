"""What a text is about (分类): the trained model, the words of the tree and the memory, and their mixture."""
