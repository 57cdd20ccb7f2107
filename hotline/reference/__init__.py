"""Reference pages (参考文档) written from the code they describe."""
