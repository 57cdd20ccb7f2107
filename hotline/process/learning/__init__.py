"""Learning (学习): what people confirmed teaches the memory and the next training."""
