"""The editorial desk (知识编审台): reviews that fall due, gaps, twins, and what feedback teaches."""
