"""Training the classifier (训练): from confirmed texts to a measured model and its report."""
