"""The subject tree (事项分类): its versions, what an old code means today, its examples."""
